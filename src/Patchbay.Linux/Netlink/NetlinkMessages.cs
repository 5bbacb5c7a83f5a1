using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Patchbay.Linux.Netlink;

/// <summary>Walks the messages of an answer, datagram by datagram. Knows no socket.</summary>
/// <param name="operation">What was asked, as <see cref="NetlinkException"/> says it.</param>
sealed class NetlinkMessages(string operation)
{
    const int NLMSG_NOOP = 1;
    const int NLMSG_ERROR = 2;
    const int NLMSG_DONE = 3;
    const int NLM_F_MULTI = 2;
    const int NLM_F_DUMP_INTR = 0x10;

    byte[] _datagram = [];
    int _next;
    int _end;
    int _row;
    int _rowEnd;

    /// <summary>The answer is complete; there is no other datagram to come.</summary>
    public bool IsOver { get; private set; }

    /// <summary>nlmsg_type of the row.</summary>
    public int Type { get; private set; }

    /// <summary>The row behind its header, until the next <see cref="Feed"/>.</summary>
    public ReadOnlySpan<byte> Row => _datagram.AsSpan(_row, _rowEnd - _row);

    /// <summary>The kernel said that the table changed between two datagrams (NLM_F_DUMP_INTR).</summary>
    public bool WasDisturbed { get; private set; }

    /// <summary>Takes the next datagram, which must stay as it is until it is walked through.</summary>
    public void Feed(byte[] datagram, int length) => (_datagram, _next, _end) = (datagram, 0, length);

    /// <summary>Goes to the next row; false at the end of the datagram and of the answer.</summary>
    /// <exception cref="NetlinkException">The kernel ended the table with an error, or a message is longer than its datagram.</exception>
    public bool MoveNext()
    {
        while (!IsOver && _end - _next >= NetlinkRequest.HeaderSize)
        {
            var length = Unsafe.ReadUnaligned<int>(in _datagram[_next]);
            if (length < NetlinkRequest.HeaderSize || length > _end - _next)
            {
                throw new NetlinkException(operation, Errno.EPROTO);
            }

            Type = Unsafe.ReadUnaligned<ushort>(in _datagram[_next + 4]);
            var flags = Unsafe.ReadUnaligned<ushort>(in _datagram[_next + 6]);
            (_row, _rowEnd) = (_next + NetlinkRequest.HeaderSize, _next + length);
            _next = Math.Min(_end, _next + ((length + 3) & ~3));
            WasDisturbed |= (flags & NLM_F_DUMP_INTR) != 0;
            switch (Type)
            {
                case NLMSG_NOOP:
                    continue;
                case NLMSG_ERROR or NLMSG_DONE:
                    IsOver = true;
                    Check();
                    return false;
                default:
                    IsOver = (flags & NLM_F_MULTI) == 0;
                    return true;
            }
        }

        return false;
    }

    // The end of a table and the answer to an act both carry 0, or minus the errno.
    void Check()
    {
        var error = Row.Length < sizeof(int) ? 0 : MemoryMarshal.Read<int>(Row);
        if (error < 0)
        {
            throw new NetlinkException(operation, -error);
        }
    }
}
