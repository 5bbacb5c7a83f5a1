using System.Net;
using System.Net.Sockets;
using static Patchbay.Linux.Errno;

namespace Patchbay.Sockets;

/// <summary>What went wrong with datagrams, in words.</summary>
internal static class DatagramFailures
{
    /// <summary>A datagram could not be sent.</summary>
    /// <param name="errno">Why.</param>
    /// <param name="peer">Where it was going.</param>
    /// <param name="length">Its length.</param>
    /// <param name="sent">How many of the batch went out before it.</param>
    /// <param name="cause">The exception behind it, if any.</param>
    public static DatagramException Send(int errno, EndPoint? peer, int length, int sent, Exception? cause = null)
    {
        var to = peer is null ? "" : $" to {peer}";
        var (message, hint) = errno switch
        {
            EMSGSIZE when peer is UnixDomainSocketEndPoint => ($"a datagram of {length:N0} bytes{to} is longer than the socket's send buffer", "Raise it (net.core.wmem_max), or send less at once."),
            EMSGSIZE when length > DatagramSocket.MaxPayload => ($"a datagram of {length:N0} bytes{to} is too long: UDP carries at most {DatagramSocket.MaxPayload:N0}", "Send it in parts, or over TCP."),
            EMSGSIZE => ($"a datagram of {length:N0} bytes{to} is longer than the way takes in one piece (EMSGSIZE)", "Send less at once: 1,200 bytes pass nearly everywhere."),
            EACCES => ($"sending{to} is not permitted (EACCES)", "Broadcast addresses need the option broadcast; otherwise a firewall or route of this machine forbids it."),
            EPERM => ($"sending{to} is not permitted (EPERM)", "A firewall rule of this machine drops it."),
            ENETUNREACH or EHOSTUNREACH or ENETDOWN => ($"no way leads{to}: {Lower(errno)}", "Check the routes: ip route get ADDRESS."),
            EDESTADDRREQ or ENOTCONN => ("the datagram says no peer, and the socket is not connected to one", "Give each datagram its peer; a Unix sender without a name cannot be answered."),
            97 => ($"{peer} is of another address family than the socket", "An IPv4 socket reaches IPv4 only."),
            ENOENT => ($"nothing is there at {peer}", "The receiver makes the socket file when it starts."),
            ECONNREFUSED when peer is UnixDomainSocketEndPoint => ($"nobody receives at {peer} any more", "The socket file was left behind; start the receiver again."),
            ENOBUFS or ENOMEM => ($"the kernel had no memory to send{to}, several times in a row", "The interface's queue is full; send slower."),
            _ => ($"sending{to} failed: {Lower(errno)}", ""),
        };
        return new DatagramException(message, new DatagramError(peer, errno, null), hint, cause) { Sent = sent };
    }

    /// <summary>A receive failed, or a connected peer was reported unreachable.</summary>
    public static DatagramException Receive(DatagramError error, Exception? cause = null)
    {
        var who = error.Peer?.ToString() ?? "the peer";
        var by = error.Icmp?.Reporter is { } reporter && !reporter.Equals((error.Peer as IPEndPoint)?.Address) ? $", says {reporter}" : "";
        return error switch
        {
            { Icmp: { } icmp } when error.Errno == ECONNREFUSED => new DatagramException($"{who} refused a datagram (ICMP: {icmp.Meaning}{by})", error, "The machine answered, but nothing receives on that port.", cause),
            { Icmp: { } icmp } => new DatagramException($"{who} was not reached (ICMP: {icmp.Meaning}{by})", error, "", cause),
            { Errno: ECONNREFUSED } => new DatagramException($"{who} refused a datagram", error, "Nothing receives there.", cause),
            { Errno: ECONNRESET } => new DatagramException($"{who} is gone", error, "It closed its socket.", cause),
            _ => new DatagramException($"receiving from {who} failed: {Lower(error.Errno)}", error, "", cause),
        };
    }

    /// <summary>A group could not be joined or left.</summary>
    public static DatagramException Membership(MulticastMembership membership, bool joins, int errno)
    {
        var on = membership.InterfaceIndex is { } index ? $" on interface {index}" : "";
        var from = membership.Source is { } source ? $" from {source}" : "";
        var what = $"{membership.Group}{from}{on}";
        var (message, hint) = errno switch
        {
            ENODEV when !joins => ($"{what} was not joined", "Leave with the same interface and source that were joined with."),
            ENODEV when membership.InterfaceIndex is null => ($"{what} cannot be joined: no interface has a way to it", "Name one with iface=, for example iface=lo."),
            ENODEV => ($"{what} cannot be joined: this machine has no such interface, or it is of another IP version", "See patchbay interfaces."),
            ENOBUFS or ENOMEM => ($"{what} cannot be joined: the socket has as many memberships as it may", "Raise net.ipv4.igmp_max_memberships (groups) or net.ipv4.igmp_max_msf (sources), or use another socket."),
            EADDRINUSE => ($"{what} was joined already", "Leave it first."),
            EADDRNOTAVAIL when !joins => ($"{what} was not joined", "Leave with the same interface and source that were joined with."),
            EADDRNOTAVAIL => ($"{what} is joined with other sources already", "Leave it first."),
            EINVAL when joins && membership.Source is not null => ($"{what} was joined already for every sender", "Leave it first; a socket takes a group from all or from some."),
            EINVAL when !joins => ($"{what} was not joined", "Leave with the same interface and source that were joined with."),
            _ => ($"{what} cannot be {(joins ? "joined" : "left")}: {Lower(errno)}", ""),
        };
        return new DatagramException(message, new DatagramError(new IPEndPoint(membership.Group, 0), errno, null), hint);
    }

    static string Lower(int errno)
    {
        var words = Describe(errno);
        return $"{char.ToLowerInvariant(words[0])}{words[1..]} (errno {errno})";
    }
}
