using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Patchbay.Linux;
using Patchbay.Sockets;

namespace Patchbay.Services.Files;

/// <summary>
/// Waits for one data connection, of the client that asked for it: whoever comes from another address is cut and counted. Listens for a bounded time and never longer than
/// until the client is there. Thread-safe.
/// </summary>
sealed class PassiveListener : IAsyncDisposable
{
    readonly IConnectionListener _listener;
    readonly CancellationTokenSource _end;
    readonly Task<ConnectionContext?> _accepting;
    int _taken;

    PassiveListener(IConnectionListener listener, IPAddress peer, TimeSpan patience, FtpCounters counters, TimeProvider clock)
    {
        _listener = listener;
        _end = new CancellationTokenSource(patience, clock);
        EndPoint = (IPEndPoint)listener.EndPoint;
        _accepting = AcceptAsync(peer, counters);
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Binds a port of the range.</summary>
    /// <param name="engine">Where sockets come from.</param>
    /// <param name="local">The address of this machine that the client talks to.</param>
    /// <param name="ports">Which ports.</param>
    /// <param name="peer">The only address that may connect.</param>
    /// <param name="patience">How long it waits.</param>
    /// <param name="counters">Count the others.</param>
    /// <param name="clock">Measures the time.</param>
    /// <returns>Null when no port is free.</returns>
    public static async ValueTask<PassiveListener?> OpenAsync(ISocketEngine engine, IPAddress local, PassivePorts ports, IPAddress peer, TimeSpan patience, FtpCounters counters, TimeProvider clock)
    {
        foreach (var port in ports.InRandomOrder())
        {
            try
            {
                return new PassiveListener(await engine.BindAsync(new IPEndPoint(local, port)), peer, patience, counters, clock);
            }
            catch (Exception error) when (error is AddressInUseException or SocketException { SocketErrorCode: SocketError.AccessDenied })
            {
                // The next one.
            }
            catch (SocketException)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>The client's connection, which the caller owns from here on; null when it did not come in time.</summary>
    public async Task<ConnectionContext?> TakeAsync(CancellationToken cancellationToken)
    {
        var connection = await _accepting.WaitAsync(cancellationToken);
        return Interlocked.Exchange(ref _taken, 1) == 0 ? connection : null;
    }

    /// <summary>Listens no longer, and closes a connection that nobody took.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        var connection = await _accepting;
        if (connection is not null && Interlocked.Exchange(ref _taken, 1) == 0)
        {
            await connection.DisposeAsync();
        }

        _end.Dispose();
    }

    async Task<ConnectionContext?> AcceptAsync(IPAddress peer, FtpCounters counters)
    {
        try
        {
            while (await _listener.AcceptAsync(_end.Token) is { } connection)
            {
                if (connection.RemoteEndPoint is IPEndPoint { Address: var from } && MappedAddress.Unmap(from).Equals(peer))
                {
                    return connection;
                }

                counters.StrangerRefused();
                connection.Abort(new ConnectionAbortedException($"A data connection may come from {peer} alone."));
                await connection.DisposeAsync();
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            // Time is up, or the client has asked for another one.
        }
        finally
        {
            await _listener.DisposeAsync();
        }

        return null;
    }
}
