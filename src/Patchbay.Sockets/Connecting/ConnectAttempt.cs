using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets;

/// <summary>One address that a probe tried.</summary>
/// <param name="EndPoint">The address and port, or the Unix path.</param>
/// <param name="Local">This end while the attempt ran; null when the kernel gave none.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Started">When it began, from the beginning of the probe.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="SocketError">The platform-neutral error; Success when open.</param>
/// <param name="Errno">The kernel's number on Unix, or 0.</param>
/// <param name="ReportedBy">Who ended it.</param>
/// <param name="Icmp">The ICMP error that ended it; null when there was none or the platform does not tell.</param>
/// <param name="SelfConnected">
/// The kernel lent the port asked for as our own, so that the socket met itself (simultaneous open, RFC 9293 section 3.5). Counts as refused.
/// </param>
public sealed record ConnectAttempt(
    EndPoint EndPoint,
    EndPoint? Local,
    ConnectOutcome Outcome,
    TimeSpan Started,
    TimeSpan Elapsed,
    SocketError SocketError,
    int Errno,
    ConnectReporter ReportedBy,
    IcmpError? Icmp,
    bool SelfConnected);
