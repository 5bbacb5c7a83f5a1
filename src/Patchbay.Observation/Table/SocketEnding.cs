using Patchbay.Linux;
using Patchbay.Linux.Netlink;

namespace Patchbay.Observation;

/// <summary>Ends sockets of other programs from outside. Linux only; needs CAP_NET_ADMIN. Thread-safe.</summary>
public static class SocketEnding
{
    const int CAP_NET_ADMIN = 12;

    /// <summary>Whether this process may.</summary>
    public static bool IsPermitted => ProcessRights.Has(CAP_NET_ADMIN);

    /// <summary>
    /// Ends a TCP or UDP socket as a reset does: its program's calls fail with ECONNABORTED, a TCP peer gets an RST; a listener listens no more. The cookie is checked, so
    /// that a later socket with the same addresses is safe.
    /// </summary>
    /// <returns>False when it was gone already.</returns>
    /// <exception cref="ObservationException">It may not or cannot be ended.</exception>
    public static bool End(SocketRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (!OperatingSystem.IsLinux() || row.Kind > SocketKind.Udp)
        {
            throw new ObservationException(ObservationFailure.Unsupported, $"a {SocketWords.Of(row.Kind)} socket cannot be ended from outside", "TCP and UDP sockets can, on Linux.");
        }

        var family = row.Local.Host.IsV6 ? InetDiagQuery.IPv6 : InetDiagQuery.IPv4;
        var protocol = row.Kind == SocketKind.Tcp ? InetDiagQuery.Tcp : InetDiagQuery.Udp;
        return -SockDiag.Destroy(family, protocol, row.ToIdentity()) switch
        {
            0 => true,
            Errno.ENOENT => false,
            Errno.EPERM or Errno.EACCES => throw Denied(),
            Errno.EOPNOTSUPP => throw new ObservationException(ObservationFailure.Unsupported, "this kernel cannot end sockets from outside", "It was built without CONFIG_INET_DIAG_DESTROY."),
            var errno => throw new ObservationException(ObservationFailure.Other, $"the kernel would not end the socket: {Errno.Describe(errno)}"),
        };
    }

    /// <summary>What is said when the right is missing.</summary>
    public static ObservationException Denied() => new(
        ObservationFailure.Denied, "ending another program's socket needs CAP_NET_ADMIN", "Run it as root, or: sudo setcap cap_net_admin+ep on the program's file. Nothing was ended.");
}
