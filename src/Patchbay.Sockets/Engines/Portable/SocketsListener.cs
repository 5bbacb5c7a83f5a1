using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets;

/// <summary>
/// A listening socket. Accepts only while somebody waits in <see cref="AcceptAsync"/>, so it never holds a connection that nobody asked for:
/// what is not accepted waits in the kernel's backlog.
/// </summary>
internal sealed class SocketsListener : IConnectionListener
{
    readonly IConnectionMaker _maker;
    readonly ListeningSocket _listening;
    readonly CancellationTokenSource _unbinding = new();
    int _unbound;

    SocketsListener(IConnectionMaker maker, ListeningSocket listening)
    {
        _maker = maker;
        _listening = listening;
    }

    /// <inheritdoc/>
    public EndPoint EndPoint => _listening.EndPoint;

    /// <summary>socket(2), bind(2), listen(2).</summary>
    public static SocketsListener Bind(IConnectionMaker maker, EndPoint endPoint) => new(maker, ListeningSocket.Open(endPoint, maker.Options));

    /// <summary>Accepts from a socket that listens already.</summary>
    public static SocketsListener Adopt(IConnectionMaker maker, Socket socket) => new(maker, ListeningSocket.Adopt(socket));

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        var pause = TimeSpan.Zero;
        while (Volatile.Read(ref _unbound) == 0)
        {
            try
            {
                if (_maker.Options.Faults?.Errno(FaultPoint.Accept) is { } errno and not 0)
                {
                    throw SocketErrors.ToException(errno);
                }

                return Begin(await _listening.Socket.AcceptAsync(cancellationToken));
            }
            catch (Exception error) when (Volatile.Read(ref _unbound) != 0 && error is SocketException or ObjectDisposedException)
            {
                break;
            }
            catch (SocketException error)
            {
                switch (AcceptErrors.Classify(SocketErrors.Of(error)))
                {
                    case AcceptError.Fatal:
                        throw;
                    case AcceptError.BackOff:
                        pause = AcceptErrors.NextPause(pause);
                        await PauseAsync(pause, cancellationToken);
                        break;
                    default:
                        await Task.Yield();
                        break;
                }
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _unbound, 1) == 0)
        {
            _listening.Close();
            _unbinding.Cancel();
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => UnbindAsync();

    ConnectionContext Begin(Socket socket)
    {
        EndPoint? remote = null;
        try
        {
            // accept(2) told it; once the socket is closed nobody can be asked any more.
            remote = _listening.IsTcp ? socket.RemoteEndPoint : null;
            if (_listening.IsTcp && _maker.Options.NoDelay)
            {
                socket.NoDelay = true;
            }
        }
        catch (SocketException)
        {
            // Already reset by the peer; some systems then refuse options. The first receive will tell.
        }

        return _maker.Accepted(socket, remote, _listening.Id);
    }

    async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_unbinding.Token, cancellationToken);
        try
        {
            await Task.Delay(pause, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Unbound: the caller's loop sees it.
        }
    }
}
