using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets;

/// <summary>One failed attempt, to be told to a person.</summary>
/// <param name="Target">What was asked for.</param>
/// <param name="Outcome">The class of the failure.</param>
/// <param name="Elapsed">Time from the start.</param>
/// <param name="Error">The platform-neutral error.</param>
/// <param name="Errno">The kernel's number, or 0.</param>
/// <param name="Icmp">The ICMP error behind it, when known.</param>
internal readonly record struct ConnectWords(EndPoint Target, ConnectOutcome Outcome, TimeSpan Elapsed, SocketError Error, int Errno, IcmpError? Icmp)
{
    /// <summary>The target as people write it: <c>db:5432</c>, <c>[::1]:80</c>, <c>unix:/run/x</c>.</summary>
    public static string Name(EndPoint target) => target switch
    {
        DnsEndPoint dns => $"{(dns.Host.Contains(':', StringComparison.Ordinal) ? $"[{dns.Host}]" : dns.Host)}:{dns.Port}",
        UnixDomainSocketEndPoint unix => $"unix:{unix}",
        _ => target.ToString() ?? "",
    };

    public (string Message, string Hint) Describe()
    {
        var who = Name(Target);
        var time = Duration.Format(Elapsed);
        var unix = Target is UnixDomainSocketEndPoint;
        return Outcome switch
        {
            ConnectOutcome.Refused when unix && Errno == Linux.Errno.ENOENT =>
                ($"{who} does not exist", "No socket file has this name: is the server running, and is the path its own?"),
            ConnectOutcome.Refused when unix =>
                ($"{who} refused the connection after {time}", "The socket file is there, but no process listens on it."),
            ConnectOutcome.Refused =>
                ($"{who} refused the connection after {time}", $"The machine answered, but nothing listens on {Port()}."),
            ConnectOutcome.TimedOut =>
                ($"{who} did not answer within {time}", "Either a firewall drops the packets, or no machine has this address now."),
            ConnectOutcome.NetworkUnreachable =>
                ($"{who} is on a network that cannot be reached{Said(time)}", Icmp is null ? "This machine has no route to it: check the address, the interface and the default route." : "The route ends there: check the address, then that router's routes."),
            ConnectOutcome.HostUnreachable =>
                ($"{who} cannot be reached{Said(time)}", "The network is there, but no machine answers at this address."),
            ConnectOutcome.Prohibited when unix =>
                ($"{who} may not be opened by this user", "Writing to the socket file, and entering its directories, must be allowed."),
            ConnectOutcome.Prohibited =>
                ($"{who} is forbidden{Said(time)}", Icmp is null ? "A rule on this machine does not let the connection out." : "A firewall rejects it; whether anything listens behind it is not known."),
            ConnectOutcome.NoLocalAddress =>
                ($"{who} needs a local port or address, and none is free", "Connections to it may have used up net.ipv4.ip_local_port_range, or this machine has no address of that family."),
            ConnectOutcome.NameNotResolved when Error is SocketError.TryAgain or SocketError.NoRecovery or SocketError.TimedOut =>
                ($"the name of {who} could not be looked up: no name server answered within {time}", "Check the network and the name servers."),
            ConnectOutcome.NameNotResolved =>
                ($"the name of {who} has no address", "Check the spelling; no name server knows it."),
            ConnectOutcome.Cancelled =>
                ($"connecting to {who} was cancelled after {time}", ""),
            ConnectOutcome.Failed when Error == SocketError.TooManyOpenSockets =>
                ($"{who} was not tried: this process has no free descriptor", "Raise the limit with ulimit -n, or close connections."),
            ConnectOutcome.Failed when unix && Error == SocketError.WouldBlock =>
                ($"{who} has a full backlog", "Its server does not accept fast enough; try again."),
            _ => ($"{who} could not be connected after {time}: {new SocketException((int)Error).Message}", ""),
        };
    }

    string Port() => Target switch
    {
        IPEndPoint ip => $"{ip.Port}",
        DnsEndPoint dns => $"{dns.Port}",
        _ => "it",
    };

    /// <summary>Who said so, and when.</summary>
    string Said(string time) => Icmp switch
    {
        null => $" (after {time})",
        { Reporter: { } reporter } => $": {reporter} says \"{Icmp.Meaning}\" after {time}",
        _ => $": \"{Icmp.Meaning}\" after {time}",
    };
}
