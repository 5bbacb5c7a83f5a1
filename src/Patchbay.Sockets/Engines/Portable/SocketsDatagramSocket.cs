using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets;

/// <summary>Datagrams over System.Net.Sockets, one call each.</summary>
internal sealed class SocketsDatagramSocket : DatagramSocket
{
    readonly Socket _socket;
    readonly EndPoint? _remote;

    SocketsDatagramSocket(Socket socket, EndPoint? remote) => (_socket, _remote) = (socket, remote);

    public override EndPoint LocalEndPoint => _socket.LocalEndPoint!;

    public override EndPoint? RemoteEndPoint => _remote;

    public override long Dropped => 0;

    public static SocketsDatagramSocket Open(DatagramOptions options)
    {
        var end = options.Local ?? options.Remote ?? throw new ArgumentException("A datagram socket needs a local or a remote end.", nameof(options));
        var socket = new Socket(end.AddressFamily, SocketType.Dgram, end is IPEndPoint ? ProtocolType.Udp : ProtocolType.Unspecified);
        try
        {
            if (options.ReuseAddress)
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            }

            if (options.Local is { } local)
            {
                socket.Bind(local);
            }

            if (options.Remote is { } remote)
            {
                socket.Connect(remote);
            }

            return new SocketsDatagramSocket(socket, options.Remote);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public override async ValueTask<int> ReceiveAsync(DatagramBatch batch, CancellationToken cancellationToken = default)
    {
        batch.Clear();
        if (_remote is not null)
        {
            var count = await _socket.ReceiveAsync(batch.NextSlot, cancellationToken);
            batch.Take(count, count, null, null);
            return 1;
        }

        var any = new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        var received = await _socket.ReceiveFromAsync(batch.NextSlot, any, cancellationToken);
        batch.Take(received.ReceivedBytes, received.ReceivedBytes, received.RemoteEndPoint, null);
        return 1;
    }

    public override async ValueTask SendAsync(DatagramBatch batch, CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            _ = _remote is null ? await _socket.SendToAsync(batch[i], batch.Peer(i)!, cancellationToken) : await _socket.SendAsync(batch[i], cancellationToken);
        }
    }

    public override bool TryTakeError([NotNullWhen(true)] out DatagramError? error)
    {
        error = null;
        return false;
    }

    public override void Join(MulticastMembership membership) => throw new NotSupportedException();

    public override void Leave(MulticastMembership membership) => throw new NotSupportedException();

    public override ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return default;
    }
}
