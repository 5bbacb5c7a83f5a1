using System.Globalization;
using System.Net;
using System.Net.Sockets;
using static Patchbay.Linux.Errno;

namespace Patchbay.Sockets;

/// <summary>Turns the errno of a connect(2) that failed into an outcome and a line in words. One table for every engine.</summary>
internal static class ConnectFailures
{
    public static ConnectOutcome Classify(int errno) => errno switch
    {
        ECONNREFUSED => ConnectOutcome.Refused,
        ETIMEDOUT => ConnectOutcome.TimedOut,
        ENETUNREACH or ENETDOWN => ConnectOutcome.NetworkUnreachable,
        EHOSTUNREACH or EHOSTDOWN => ConnectOutcome.HostUnreachable,
        EACCES or EPERM => ConnectOutcome.Prohibited,
        EADDRNOTAVAIL => ConnectOutcome.NoLocalAddress,
        ECANCELED => ConnectOutcome.Cancelled,
        _ => ConnectOutcome.Failed,
    };

    public static ConnectException Create(EndPoint endPoint, int errno, TimeSpan elapsed, Exception? inner = null)
    {
        var outcome = Classify(errno);
        var what = outcome switch
        {
            ConnectOutcome.Refused => "refused the connection",
            ConnectOutcome.TimedOut => "did not answer",
            ConnectOutcome.NetworkUnreachable => "cannot be reached: no route to its network",
            ConnectOutcome.HostUnreachable => "cannot be reached: no route to the host",
            ConnectOutcome.Prohibited => "may not be connected to",
            ConnectOutcome.NoLocalAddress => "cannot be connected to: no local port or address is free",
            _ when errno == ENOENT => "does not exist: no socket of that name was found",
            _ => $"could not be connected to ({inner?.Message ?? $"errno {errno}"})",
        };
        return new ConnectException($"{Name(endPoint)} {what} after {Milliseconds(elapsed)}.", outcome, elapsed, SocketErrors.ToSocketError(errno), errno, inner);
    }

    public static ConnectException NameNotResolved(DnsEndPoint endPoint, TimeSpan elapsed, SocketException inner) => new(
        $"{endPoint.Host} has no address: the resolver answered after {Milliseconds(elapsed)} ({inner.Message}).",
        ConnectOutcome.NameNotResolved,
        elapsed,
        inner.SocketErrorCode,
        inner: inner);

    static string Name(EndPoint endPoint) => endPoint is DnsEndPoint name ? $"{name.Host}:{name.Port}" : endPoint.ToString() ?? "the peer";

    static string Milliseconds(TimeSpan elapsed) => elapsed.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture) + " ms";
}
