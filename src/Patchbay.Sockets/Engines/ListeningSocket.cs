using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets;

/// <summary>A bound and listening socket: what the listeners of every engine begin with. Publishes its own life.</summary>
internal sealed class ListeningSocket
{
    ListeningSocket(Socket socket, EndPoint wanted)
    {
        Socket = socket;
        EndPoint = wanted;
    }

    public Socket Socket { get; }

    public int Descriptor => (int)Socket.Handle;

    public bool IsTcp => Socket.AddressFamily != AddressFamily.Unix;

    /// <summary>The number of this socket in events.</summary>
    public long Id { get; } = SocketEvents.NextSocketId();

    /// <summary>Where it listens, with the port the kernel chose.</summary>
    public EndPoint EndPoint { get; private set; }

    /// <summary>socket(2), bind(2), listen(2).</summary>
    /// <exception cref="AddressInUseException">The address is taken.</exception>
    /// <exception cref="SocketException">The kernel refused otherwise.</exception>
    /// <exception cref="NotSupportedException">Not an <see cref="IPEndPoint"/> or <see cref="UnixDomainSocketEndPoint"/>.</exception>
    public static ListeningSocket Open(EndPoint endPoint, SocketEngineOptions options)
    {
        var socket = endPoint switch
        {
            IPEndPoint ip => new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp),
            UnixDomainSocketEndPoint => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
            _ => throw new NotSupportedException($"A listener takes an IPEndPoint or a UnixDomainSocketEndPoint, not {endPoint.GetType().Name}."),
        };
        var listening = new ListeningSocket(socket, endPoint);
        try
        {
            listening.Listen(options);
            return listening;
        }
        catch (SocketException error)
        {
            listening.Close(error);
            throw error.SocketErrorCode == SocketError.AddressAlreadyInUse ? new AddressInUseException($"{endPoint} is in use.", error) : error;
        }
        catch
        {
            listening.Close();
            throw;
        }
    }

    /// <summary>Takes over a socket that somebody else bound and made listen.</summary>
    public static ListeningSocket Adopt(Socket socket) => new(socket, socket.LocalEndPoint!);

    void Listen(SocketEngineOptions options)
    {
        Publish(SocketStep.Created);
        if (EndPoint is IPEndPoint ip && ip.Address.Equals(IPAddress.IPv6Any))
        {
            // [::] means every address of this machine, as everywhere in ASP.NET Core.
            Socket.DualMode = true;
        }

        if (IsTcp && options.NoDelay)
        {
            // Linux's accepted sockets inherit it (sk_clone), which saves a call for each; engines on other systems set it again.
            Socket.NoDelay = true;
        }

        if (options.ReusePort)
        {
            PortSharing.Allow(Socket);
        }

        Bind();
        EndPoint = IsTcp ? Socket.LocalEndPoint! : EndPoint;
        Publish(SocketStep.Bound);
        Socket.Listen(options.Backlog);
        Publish(SocketStep.Listening);
    }

    void Bind()
    {
        try
        {
            Socket.Bind(EndPoint);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse && EndPoint is UnixDomainSocketEndPoint unix && UnixSocketPath.TryRemoveStale(unix))
        {
            Socket.Bind(EndPoint);
        }
    }

    /// <summary>Stops listening. Closing a bound Unix socket also deletes its file: System.Net.Sockets does that. Call once.</summary>
    public void Close(SocketException? cause = null)
    {
        Socket.Dispose();
        Publish(SocketStep.Closed, cause);
    }

    void Publish(SocketStep step, SocketException? cause = null)
    {
        if (SocketEvents.IsEnabled)
        {
            var tuple = new FiveTuple(IsTcp ? ProtocolType.Tcp : ProtocolType.Unspecified, step == SocketStep.Created ? null : EndPoint, null);
            SocketEvents.Publish(new SocketEvent(step, Stopwatch.GetTimestamp(), Id, SocketsConnection.DescriptorOf(Socket), tuple)
            {
                Errno = cause is null ? 0 : SocketErrors.Of(cause),
                Note = cause?.Message,
            });
        }
    }
}
