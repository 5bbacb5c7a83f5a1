using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Patchbay.Linux.IoUring;

namespace Patchbay.Linux;

/// <summary>
/// The error queue of a socket: with IP_RECVERR or IPV6_RECVERR set, an ICMP error is kept with its type, its code and the address that sent it.
/// ip(7) says that TCP has none; since Linux 5.8 (commit 45af29ca761c) TCP in SYN_SENT has.
/// </summary>
public static unsafe partial class SocketErrorQueue
{
    const int SolIp = 0;
    const int SolIpv6 = 41;
    const int IpRecvErr = 11;
    const int Ipv6RecvErr = 25;
    const int MsgDontWait = 0x40;
    const int MsgErrQueue = 0x2000;
    const int MsgControlTruncated = 0x8;

    /// <summary>Asks the kernel to keep error reports for the socket.</summary>
    /// <param name="socket">An IPv4 or IPv6 socket that is not connected yet.</param>
    /// <returns>False where the kernel has no such option for it.</returns>
    public static bool TryEnable(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        try
        {
            if (socket.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.SetRawSocketOption(SolIpv6, Ipv6RecvErr, BitConverter.GetBytes(1));
                return true;
            }

            if (socket.AddressFamily == AddressFamily.InterNetwork)
            {
                socket.SetRawSocketOption(SolIp, IpRecvErr, BitConverter.GetBytes(1));
                return true;
            }
        }
        catch (SocketException)
        {
            // An old or a foreign kernel: the caller goes without.
        }

        return false;
    }

    /// <summary>As the other.</summary>
    /// <param name="descriptor">The socket; the caller keeps it open.</param>
    /// <param name="isIpv6">Its family.</param>
    /// <returns>0, or minus the errno where the kernel has no such option for it.</returns>
    public static int Enable(int descriptor, bool isIpv6) => isIpv6 ? SocketCalls.SetOption(descriptor, SolIpv6, Ipv6RecvErr, 1) : SocketCalls.SetOption(descriptor, SolIp, IpRecvErr, 1);

    /// <summary>Takes the oldest entry. Never waits.</summary>
    /// <param name="handle">The socket; closed handles have no entries.</param>
    /// <param name="error">The entry.</param>
    /// <returns>False when the queue is empty.</returns>
    public static bool TryRead(SafeHandle handle, out ExtendedSocketError error)
    {
        ArgumentNullException.ThrowIfNull(handle);
        error = default;
        var referenced = false;
        try
        {
            handle.DangerousAddRef(ref referenced);
            return TryRead((int)handle.DangerousGetHandle(), out error);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            if (referenced)
            {
                handle.DangerousRelease();
            }
        }
    }

    /// <summary>Takes the oldest entry. Never waits.</summary>
    /// <param name="descriptor">The socket; the caller keeps it open.</param>
    /// <param name="error">The entry.</param>
    /// <returns>False when the queue is empty.</returns>
    public static bool TryRead(int descriptor, out ExtendedSocketError error)
    {
        // The payload is the packet that caused the report: not wanted. Room for two control messages, with a sockaddr_in6 each.
        var control = stackalloc ulong[32];
        var name = stackalloc byte[KernelSocketAddress.MostBytes];
        var message = new MessageHeader { Name = name, NameLength = KernelSocketAddress.MostBytes, Control = control, ControlLength = 32 * sizeof(ulong) };
        if (ReceiveMessage(descriptor, &message, MsgErrQueue | MsgDontWait) < 0 || (message.Flags & MsgControlTruncated) != 0)
        {
            error = default;
            return false;
        }

        if (!TryDecode(new ReadOnlySpan<byte>(control, (int)message.ControlLength), out error))
        {
            return false;
        }

        error = error with { Destination = EndPointOf(new ReadOnlySpan<byte>(name, (int)message.NameLength)) };
        return true;
    }

    /// <summary>Finds the report among control messages.</summary>
    internal static bool TryDecode(ReadOnlySpan<byte> control, out ExtendedSocketError error)
    {
        if (ErrorReport.TryFind(control, out var report))
        {
            error = new ExtendedSocketError(report.Errno, report.Origin, report.Type, report.Code, Reporter(report.Offender));
            return true;
        }

        error = default;
        return false;
    }

    // A dual-stack socket has the reporter as IPv4 within IPv6; people know it as IPv4.
    static IPAddress? Reporter(ReadOnlySpan<byte> address) => EndPointOf(address)?.Address;

    static IPEndPoint? EndPointOf(ReadOnlySpan<byte> address) =>
        KernelSocketAddress.Read(address) is IPEndPoint end ? new IPEndPoint(MappedAddress.Unmap(end.Address), end.Port) : null;

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint ReceiveMessage(int descriptor, MessageHeader* message, int flags);
}
