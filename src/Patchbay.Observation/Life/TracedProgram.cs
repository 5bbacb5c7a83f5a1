using System.Threading.Channels;

namespace Patchbay.Observation;

/// <summary>
/// A program whose socket calls are told as they happen, with what its sockets say of themselves at those moments: states, buffers, names. Works without root for one's own
/// programs. Linux only. Members are safe to call from any thread.
/// </summary>
public sealed class TracedProgram : IAsyncDisposable
{
    // The tracer must never wait for us: what is not read here piles up there, bounded, and is then counted instead of kept.
    const int MostWaiting = 8192;

    readonly Channel<LifeEvent> _events = Channel.CreateBounded<LifeEvent>(new BoundedChannelOptions(MostWaiting) { SingleWriter = true });
    readonly TaskCompletionSource<int> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource<TraceEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly CancellationTokenSource _disposed = new();
    readonly TracerProcess _tracer;

    TracedProgram(TraceRequest request)
    {
        _tracer = TracerProcess.Start(request);
        _ = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The program's process.</summary>
    public int ProcessId { get; private set; }

    /// <summary>
    /// What is seen, in the order in which it was known: a call is told when it returned, though its <see cref="LifeEvent.At"/> is when it was entered. Completes when the watch
    /// is over. Must be read: what nobody reads is kept for a while and then dropped, which an <see cref="UnseenEvent"/> tells.
    /// </summary>
    public ChannelReader<LifeEvent> Events => _events.Reader;

    /// <summary>How the watch ended; completes when every process that was watched is gone or let go. Never fails.</summary>
    public Task<TraceEnd> Ended => _ended.Task;

    /// <summary>Starts a program, or begins to watch one that runs.</summary>
    /// <returns>It runs, and every call from its first on is seen; of a running program, every call that began after this.</returns>
    /// <exception cref="ObservationException">There is no such command or process, or the kernel does not permit to watch it.</exception>
    public static async Task<TracedProgram> StartAsync(TraceRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!OperatingSystem.IsLinux())
        {
            throw new ObservationException(ObservationFailure.Unsupported, "the calls of a program are told by ptrace of Linux, and this is another system");
        }

        var program = new TracedProgram(request);
        try
        {
            program.ProcessId = await program._ready.Task.WaitAsync(cancellation);
            return program;
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a signal to the program; nothing happens when it has ended.</summary>
    /// <param name="number">As in signal(7).</param>
    public void Signal(int number) => _tracer.Signal(number);

    /// <summary>Lets the program and all it started run on unwatched. <see cref="Ended"/> tells when that is done.</summary>
    public void Detach() => _tracer.Detach();

    /// <summary>Detaches when the program still runs, and waits for the tracer to be gone.</summary>
    public async ValueTask DisposeAsync()
    {
        _disposed.Cancel();
        _tracer.Detach();
        await _ended.Task;
        await _tracer.DisposeAsync();
        _disposed.Dispose();
    }

    void Read()
    {
        var end = new TraceEnd(TraceEnding.Lost, 0);
        try
        {
            foreach (var line in _tracer.ReadLines())
            {
                switch (TraceLine.Read(line))
                {
                    case TraceReady ready:
                        _ready.TrySetResult(ready.ProcessId);
                        break;
                    case TraceFailed failed:
                        _ready.TrySetException(new ObservationException(failed.Failure, failed.Message, failed.Hint));
                        break;
                    case TraceEnded ended:
                        end = ended.End;
                        break;
                    case TraceSaw { Event: var seen }:
                        Tell(seen);
                        break;
                }
            }
        }
        catch (IOException)
        {
            // A pipe that breaks is a tracer that is gone.
        }

        _ready.TrySetException(new ObservationException(ObservationFailure.Other, "the tracer ended before it began", _tracer.Complaint));
        _events.Writer.TryComplete();
        _ended.TrySetResult(end);
    }

    void Tell(LifeEvent seen)
    {
        while (!_events.Writer.TryWrite(seen) && !_disposed.IsCancellationRequested)
        {
            try
            {
                if (!_events.Writer.WaitToWriteAsync(_disposed.Token).AsTask().GetAwaiter().GetResult())
                {
                    return;
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
