using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Patchbay.Sockets;

namespace Patchbay.Services.Models;

/// <summary>What the three blocking models share: the life of one client, the figures, the stop. They differ in which thread accepts and which serves.</summary>
abstract class BlockingServer(BlockingListener listener, BlockingConversation converse, TimeSpan drainTimeout, ILogger logger)
{
    // How often a stopping server looks for clients that have become quiet.
    static readonly TimeSpan DrainInterval = TimeSpan.FromMilliseconds(25);

    // How long a stop waits for threads whose connection was just reset.
    static readonly TimeSpan CutPatience = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<BlockingConnection, bool> _open = new();
    readonly TaskCompletionSource _threadsEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Lock _lifecycle = new();
    Task<DrainReport>? _stop;
    int _threads;
    long _accepted, _refused, _ended, _endedBytesReceived, _endedBytesSent;

    /// <summary>The figures now.</summary>
    public ServiceStatus Status
    {
        get
        {
            var (open, received, sent) = (0, Interlocked.Read(ref _endedBytesReceived), Interlocked.Read(ref _endedBytesSent));
            foreach (var (connection, _) in _open)
            {
                open++;
                received += connection.BytesReceived;
                sent += connection.BytesSent;
            }

            return new(open, Interlocked.Read(ref _accepted), Interlocked.Read(ref _refused), received, sent);
        }
    }

    /// <summary>Starts the threads that accept.</summary>
    public abstract void Start();

    /// <summary>Stops accepting, ends clients once they are quiet, and resets those that are not within the drain time. A second call returns the first one's report.</summary>
    public Task<DrainReport> StopAsync(CancellationToken cut)
    {
        lock (_lifecycle)
        {
            return _stop ??= DrainAsync(cut);
        }
    }

    /// <summary>The listener is closed: wakes a thread that waits for something else than a client.</summary>
    protected virtual void OnStopping()
    {
    }

    async Task<DrainReport> DrainAsync(CancellationToken cut)
    {
        var start = Stopwatch.GetTimestamp();
        var endedBefore = Interlocked.Read(ref _ended);
        await listener.DisposeAsync();
        OnStopping();
        while (!_threadsEnded.Task.IsCompleted && !cut.IsCancellationRequested && Stopwatch.GetElapsedTime(start) < drainTimeout)
        {
            foreach (var (connection, _) in _open)
            {
                connection.FinishIfQuiet(DrainWatch.Quiet);
            }

            await Task.WhenAny(_threadsEnded.Task, Task.Delay(DrainInterval, CancellationToken.None));
        }

        var cutCount = 0;
        foreach (var (connection, _) in _open)
        {
            cutCount += connection.Abort("The server stopped and its drain time was over.") ? 1 : 0;
        }

        await Task.WhenAny(_threadsEnded.Task, Task.Delay(CutPatience, CancellationToken.None));
        var drained = (int)(Interlocked.Read(ref _accepted) - Interlocked.Read(ref _refused) - endedBefore) - cutCount;
        return new DrainReport(Math.Max(0, drained), cutCount, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Waits for the next client; null when the server stops.</summary>
    protected BlockingConnection? Accept()
    {
        var connection = listener.Accept();
        if (connection is not null)
        {
            _open[connection] = true;
            Interlocked.Increment(ref _accepted);
        }

        return connection;
    }

    /// <summary>A client from its first byte to close(2), on this thread. Never throws.</summary>
    protected void Serve(BlockingConnection connection)
    {
        try
        {
            converse(connection);
            connection.Finish();
        }
        catch (Exception) when (connection.WasCut)
        {
            // Our own reset woke the call.
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.TimedOut)
        {
            connection.Abort("The connection was idle for too long.");
        }
        catch (SocketException error)
        {
            connection.NoteReset(error);
        }
        catch (Exception error)
        {
            logger.LogError(error, "The conversation with {Remote} failed; the connection is reset.", connection.RemoteEndPoint);
            connection.Abort("The conversation failed.");
        }
        finally
        {
            End(connection);
        }
    }

    /// <summary>Turns a client away.</summary>
    protected void Refuse(BlockingConnection connection, Exception reason)
    {
        logger.LogError(reason, "No thread could be started for {Remote}; the connection is reset.", connection.RemoteEndPoint);
        Interlocked.Increment(ref _refused);
        connection.Abort("No thread could be started.");
        End(connection);
    }

    /// <summary>Runs work on a thread of its own. What runs must not throw: that would end the process.</summary>
    /// <exception cref="OutOfMemoryException">The system has no more threads.</exception>
    protected void StartThread(string name, Action work)
    {
        Interlocked.Increment(ref _threads);
        try
        {
            // Background: a process that ends does not wait for its clients.
            new Thread(() => Run(work)) { IsBackground = true, Name = name }.Start();
        }
        catch
        {
            ThreadEnded();
            throw;
        }
    }

    void Run(Action work)
    {
        try
        {
            work();
        }
        finally
        {
            ThreadEnded();
        }
    }

    // Threads that accept run until the stop: none is left only after it.
    void ThreadEnded()
    {
        if (Interlocked.Decrement(ref _threads) == 0)
        {
            _threadsEnded.TrySetResult();
        }
    }

    void End(BlockingConnection connection)
    {
        Interlocked.Add(ref _endedBytesReceived, connection.BytesReceived);
        Interlocked.Add(ref _endedBytesSent, connection.BytesSent);
        _open.TryRemove(connection, out _);
        Interlocked.Increment(ref _ended);
        connection.Close();
    }
}
