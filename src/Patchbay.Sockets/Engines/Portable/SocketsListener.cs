using System.Diagnostics;
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
    readonly SocketsEngine _engine;
    readonly Socket _socket;
    readonly bool _isTcp;
    readonly long _socketId = SocketEvents.NextSocketId();
    readonly CancellationTokenSource _unbinding = new();
    int _unbound;

    SocketsListener(SocketsEngine engine, Socket socket, EndPoint wanted)
    {
        _engine = engine;
        _socket = socket;
        _isTcp = socket.AddressFamily != AddressFamily.Unix;
        EndPoint = wanted;
    }

    /// <inheritdoc/>
    public EndPoint EndPoint { get; private set; }

    /// <summary>socket(2), bind(2), listen(2).</summary>
    public static SocketsListener Bind(SocketsEngine engine, EndPoint endPoint)
    {
        var socket = endPoint switch
        {
            IPEndPoint ip => new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp),
            UnixDomainSocketEndPoint => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
            _ => throw new NotSupportedException($"A listener takes an IPEndPoint or a UnixDomainSocketEndPoint, not {endPoint.GetType().Name}."),
        };
        var listener = new SocketsListener(engine, socket, endPoint);
        try
        {
            listener.Open(endPoint);
            return listener;
        }
        catch (SocketException error)
        {
            listener.Close(error);
            throw error.SocketErrorCode == SocketError.AddressAlreadyInUse ? new AddressInUseException($"{endPoint} is in use.", error) : error;
        }
        catch
        {
            listener.Close(null);
            throw;
        }
    }

    void Open(EndPoint endPoint)
    {
        Publish(SocketStep.Created);
        if (endPoint is IPEndPoint ip && ip.Address.Equals(IPAddress.IPv6Any))
        {
            // [::] means every address of this machine, as everywhere in ASP.NET Core.
            _socket.DualMode = true;
        }

        if (_engine.Options.ReusePort)
        {
            PortSharing.Allow(_socket);
        }

        try
        {
            _socket.Bind(endPoint);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse && endPoint is UnixDomainSocketEndPoint unix && UnixSocketPath.TryRemoveStale(unix))
        {
            _socket.Bind(endPoint);
        }

        EndPoint = _isTcp ? _socket.LocalEndPoint! : endPoint;
        Publish(SocketStep.Bound);
        _socket.Listen(_engine.Options.Backlog);
        Publish(SocketStep.Listening);
    }

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        var pause = TimeSpan.Zero;
        while (Volatile.Read(ref _unbound) == 0)
        {
            try
            {
                if (_engine.Options.Faults?.Errno(FaultPoint.Accept) is { } errno and not 0)
                {
                    throw Errno.ToException(errno);
                }

                return Begin(await _socket.AcceptAsync(cancellationToken));
            }
            catch (Exception error) when (Volatile.Read(ref _unbound) != 0 && error is SocketException or ObjectDisposedException)
            {
                break;
            }
            catch (SocketException error)
            {
                switch (AcceptErrors.Classify(Errno.Of(error)))
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
        Close(null);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => UnbindAsync();

    SocketsConnection Begin(Socket socket)
    {
        try
        {
            if (_isTcp && _engine.Options.NoDelay)
            {
                socket.NoDelay = true;
            }
        }
        catch (SocketException)
        {
            // Already reset by the peer; some systems then refuse options. The first receive will tell.
        }

        var connection = new SocketsConnection(_engine, socket, _engine.Options.HalfClose, socketId: 0);
        connection.NoteAccepted(_socketId);
        connection.Start();
        return connection;
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

    void Close(SocketException? cause)
    {
        if (Interlocked.Exchange(ref _unbound, 1) != 0)
        {
            return;
        }

        // Closing a bound Unix socket also deletes its file: System.Net.Sockets does that.
        _socket.Dispose();
        _unbinding.Cancel();
        Publish(SocketStep.Closed, cause);
    }

    void Publish(SocketStep step, SocketException? cause = null)
    {
        if (SocketEvents.IsEnabled)
        {
            var tuple = new FiveTuple(_isTcp ? ProtocolType.Tcp : ProtocolType.Unspecified, step == SocketStep.Created ? null : EndPoint, null);
            SocketEvents.Publish(new SocketEvent(step, Stopwatch.GetTimestamp(), _socketId, SocketsConnection.DescriptorOf(_socket), tuple)
            {
                Errno = cause is null ? 0 : Errno.Of(cause),
                Note = cause?.Message,
            });
        }
    }
}
