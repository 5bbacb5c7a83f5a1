namespace Patchbay.Linux.Netlink;

/// <summary>
/// The rows that answer a request, one after another; nothing is collected. The row lies in a buffer that the next <see cref="MoveNext"/> fills again. Not thread-safe.
/// </summary>
public sealed class NetlinkReply : IDisposable
{
    // The kernel fills at most 32 KiB of a table at a time (netlink_recvmsg in net/netlink/af_netlink.c), and as much as one row needs when that is longer.
    const int BufferSize = 64 * 1024;

    readonly NetlinkSocket _socket;
    readonly NetlinkMessages _messages;
    readonly string _operation;
    readonly byte[] _buffer;

    /// <summary>Sends the request. The socket is closed with the reply.</summary>
    /// <exception cref="NetlinkException">The request was refused.</exception>
    public NetlinkReply(NetlinkProtocol protocol, NetlinkRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        _socket = new NetlinkSocket(protocol);
        (_operation, _messages) = (request.Operation, new(request.Operation));
        _buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
        var result = _socket.Send(request.ToArray());
        if (result < 0)
        {
            _socket.Dispose();
            throw new NetlinkException(_operation, -result);
        }
    }

    /// <summary>nlmsg_type of the row.</summary>
    public int Type => _messages.Type;

    /// <summary>The row behind its header, until the next <see cref="MoveNext"/>.</summary>
    public ReadOnlySpan<byte> Row => _messages.Row;

    /// <summary>The table changed while it was read (NLM_F_DUMP_INTR): rows may be missing or there twice. Known for certain only behind the last row.</summary>
    public bool WasDisturbed => _messages.WasDisturbed;

    /// <summary>Goes to the next row.</summary>
    /// <exception cref="NetlinkException">The kernel ended the table with an error.</exception>
    public bool MoveNext()
    {
        while (!_messages.MoveNext())
        {
            if (_messages.IsOver)
            {
                return false;
            }

            Fill();
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    void Fill()
    {
        var received = _socket.Receive(_buffer);
        if (received <= 0 || received > _buffer.Length)
        {
            throw new NetlinkException(_operation, received < 0 ? -received : received == 0 ? Errno.EPROTO : Errno.EMSGSIZE);
        }

        _messages.Feed(_buffer, received);
    }
}
