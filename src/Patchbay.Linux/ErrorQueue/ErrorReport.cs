using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>The report among the control messages of an entry of an error queue (ip(7), struct sock_extended_err). A view: nothing is copied.</summary>
public readonly ref struct ErrorReport
{
    const int SolIp = 0;
    const int SolIpv6 = 41;
    const int IpRecvErr = 11;
    const int Ipv6RecvErr = 25;

    /// <summary>Bytes of struct sock_extended_err.</summary>
    const int Size = 16;

    readonly ReadOnlySpan<byte> _bytes;

    ErrorReport(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The error the entry stands for.</summary>
    public int Errno => MemoryMarshal.Read<int>(_bytes);

    /// <summary>Who made it.</summary>
    public SocketErrorOrigin Origin => (SocketErrorOrigin)_bytes[4];

    /// <summary>The ICMP type, or 0.</summary>
    public byte Type => _bytes[5];

    /// <summary>The ICMP code, or 0.</summary>
    public byte Code => _bytes[6];

    /// <summary>SO_EE_OFFENDER: the socket address that reported it; AF_UNSPEC when nobody is to blame.</summary>
    public ReadOnlySpan<byte> Offender => _bytes[Size..];

    /// <summary>Finds the report; false when there is none.</summary>
    /// <param name="control">What recvmsg(2) left in <c>msg_control</c>.</param>
    /// <param name="report">The report.</param>
    public static bool TryFind(ReadOnlySpan<byte> control, out ErrorReport report)
    {
        foreach (var message in new ControlMessages(control))
        {
            if (message.Is(SolIp, IpRecvErr, Size) || message.Is(SolIpv6, Ipv6RecvErr, Size))
            {
                report = new ErrorReport(message.Data);
                return true;
            }
        }

        report = default;
        return false;
    }
}
