using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Patchbay.Linux.Netlink;

/// <summary>
/// The rows that answer a request, one after another; nothing is collected. The row lies in a buffer that the next <see cref="MoveNext"/> fills again. Not thread-safe.
/// </summary>
public sealed class NetlinkReply : IDisposable
{
    const int NLMSG_NOOP = 1;
    const int NLMSG_ERROR = 2;
    const int NLMSG_DONE = 3;
    const int NLM_F_MULTI = 2;
    const int NLM_F_DUMP_INTR = 0x10;

    // The kernel fills at most 32 KiB of a table at a time, and as much as one row needs when that is longer.
    const int BufferSize = 64 * 1024;

    readonly NetlinkSocket _socket;
    readonly string _operation;
    readonly byte[] _buffer;
    int _next;
    int _end;
    int _row;
    int _rowEnd;
    bool _isOver;

    /// <summary>Sends the request. The socket is closed with the reply.</summary>
    /// <exception cref="NetlinkException">The request was refused.</exception>
    public NetlinkReply(NetlinkProtocol protocol, NetlinkRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        _socket = new NetlinkSocket(protocol);
        _operation = request.Operation;
        _buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
        var result = _socket.Send(request.ToArray());
        if (result < 0)
        {
            _socket.Dispose();
            throw new NetlinkException(_operation, -result);
        }
    }

    /// <summary>nlmsg_type of the row.</summary>
    public int Type { get; private set; }

    /// <summary>The row behind its header, until the next <see cref="MoveNext"/>.</summary>
    public ReadOnlySpan<byte> Row => _buffer.AsSpan(_row, _rowEnd - _row);

    /// <summary>The table changed while it was read (NLM_F_DUMP_INTR): rows may be missing or there twice.</summary>
    public bool WasDisturbed { get; private set; }

    /// <summary>Goes to the next row.</summary>
    /// <exception cref="NetlinkException">The kernel ended the table with an error.</exception>
    public bool MoveNext()
    {
        while (!_isOver)
        {
            if (_end - _next < NetlinkRequest.HeaderSize)
            {
                Fill();
                continue;
            }

            var length = Unsafe.ReadUnaligned<int>(in _buffer[_next]);
            if (length < NetlinkRequest.HeaderSize || length > _end - _next)
            {
                throw new NetlinkException(_operation, Errno.EPROTO);
            }

            Type = Unsafe.ReadUnaligned<ushort>(in _buffer[_next + 4]);
            var flags = Unsafe.ReadUnaligned<ushort>(in _buffer[_next + 6]);
            (_row, _rowEnd) = (_next + NetlinkRequest.HeaderSize, _next + length);
            _next = Math.Min(_end, _next + ((length + 3) & ~3));
            WasDisturbed |= (flags & NLM_F_DUMP_INTR) != 0;
            switch (Type)
            {
                case NLMSG_NOOP:
                    continue;
                case NLMSG_ERROR or NLMSG_DONE:
                    _isOver = true;
                    Check();
                    return false;
                default:
                    _isOver = (flags & NLM_F_MULTI) == 0;
                    return true;
            }
        }

        return false;
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

        (_next, _end) = (0, received);
    }

    // The end of a table and the answer to an act both carry 0, or minus the errno.
    void Check()
    {
        var error = Row.Length < sizeof(int) ? 0 : MemoryMarshal.Read<int>(Row);
        if (error < 0)
        {
            throw new NetlinkException(_operation, -error);
        }
    }
}
