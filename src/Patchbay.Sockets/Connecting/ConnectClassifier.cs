using System.Net.Sockets;
using static Patchbay.Linux.Errno;

namespace Patchbay.Sockets;

/// <summary>The one place that says what an error of connect(2) means.</summary>
public static class ConnectClassifier
{
    /// <summary>Classifies the end of an attempt. Pure.</summary>
    /// <param name="error">The platform-neutral error.</param>
    /// <param name="errno">The kernel's number, or 0 when only <paramref name="error"/> is known.</param>
    /// <param name="icmp">
    /// The ICMP error behind it, when it is known; it decides then, because the kernel folds many into one number: a firewall's "port
    /// unreachable" is ECONNREFUSED and "administratively prohibited" is EHOSTUNREACH, as if the host were closed or gone.
    /// </param>
    public static ConnectOutcome Classify(SocketError error, int errno = 0, IcmpError? icmp = null)
    {
        if (error == SocketError.Success)
        {
            return ConnectOutcome.Open;
        }

        if (icmp is not null && Classify(icmp) is { } outcome)
        {
            return outcome;
        }

        return error switch
        {
            // A Unix socket's path that does not exist: nothing listens there. .NET shows ENOENT as AddressNotAvailable.
            _ when errno == ENOENT => ConnectOutcome.Refused,
            SocketError.ConnectionRefused => ConnectOutcome.Refused,
            SocketError.TimedOut => ConnectOutcome.TimedOut,
            SocketError.NetworkUnreachable or SocketError.NetworkDown or SocketError.AddressFamilyNotSupported => ConnectOutcome.NetworkUnreachable,
            SocketError.HostUnreachable or SocketError.HostDown => ConnectOutcome.HostUnreachable,
            SocketError.AccessDenied => ConnectOutcome.Prohibited,
            SocketError.AddressNotAvailable => ConnectOutcome.NoLocalAddress,
            SocketError.OperationAborted or SocketError.Interrupted => ConnectOutcome.Cancelled,
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => ConnectOutcome.NameNotResolved,
            _ => ConnectOutcome.Failed,
        };
    }

    /// <summary>Of several failures the least is the most telling: a refusal shows a living machine, "no route" often only that this one has no IPv6.</summary>
    internal static int Rank(ConnectOutcome outcome) => outcome switch
    {
        ConnectOutcome.Refused => 0,
        ConnectOutcome.Prohibited => 1,
        ConnectOutcome.TimedOut => 2,
        ConnectOutcome.HostUnreachable => 3,
        ConnectOutcome.NetworkUnreachable => 4,
        ConnectOutcome.NoLocalAddress => 5,
        _ => 6,
    };

    /// <summary>
    /// Null for reports that end no attempt. "Port unreachable" for TCP does not come from a closed port, which answers RST (RFC 9293 section
    /// 3.5.2), but from a rule that rejects.
    /// </summary>
    static ConnectOutcome? Classify(IcmpError icmp) => (icmp.Version, icmp.Type, icmp.Code) switch
    {
        (4, 3, 0 or 6 or 11) or (6, 1, 0 or 2) => ConnectOutcome.NetworkUnreachable,
        (4, 3, 1 or 7 or 8 or 12) or (6, 1, 3) or (4, 11, _) or (6, 3, _) => ConnectOutcome.HostUnreachable,
        (4, 3, 2 or 3 or 9 or 10 or 13 or 14 or 15) or (6, 1, 1 or 4 or 5 or 6) => ConnectOutcome.Prohibited,
        _ => null,
    };
}
