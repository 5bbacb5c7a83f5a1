using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>The argument of <c>traceroute</c>, taken apart.</summary>
/// <param name="Host">A name or an address.</param>
/// <param name="Port">The port, where one was written.</param>
sealed record TraceTarget(string Host, int? Port)
{
    /// <summary>Reads HOST, HOST:PORT, ADDRESS, [IPV6] and [IPV6]:PORT.</summary>
    /// <exception cref="UserError">It is none of them.</exception>
    public static TraceTarget Parse(string text)
    {
        var (host, port) = Split(text);
        var isAddress = IPAddress.TryParse(host, out var address) && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == host);
        // Short forms of IPv4 (10.1, 0x7f000001) are read differently from program to program.
        if (!isAddress && (address is not null || Uri.CheckHostName(host) != UriHostNameType.Dns))
        {
            throw new UserError(ExitCode.BadAddress, $"'{text}' is no host", "Write a name, an IPv4 address in four numbers or an IPv6 address; with a port as HOST:PORT or [IPV6]:PORT.");
        }

        if (port is not null && !(int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 65535))
        {
            throw new UserError(ExitCode.BadAddress, $"'{port}' in '{text}' is no port", "Ports are 1 to 65535.");
        }

        return new TraceTarget(host, port is null ? null : int.Parse(port, CultureInfo.InvariantCulture));
    }

    /// <summary>The address to trace to.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public async Task<TraceHost> ResolveAsync(bool ipv4, bool ipv6, CancellationToken stop)
    {
        var family = ipv4 ? AddressFamily.InterNetwork : ipv6 ? AddressFamily.InterNetworkV6 : AddressFamily.Unspecified;
        if (IPAddress.TryParse(Host, out var address))
        {
            if (family != AddressFamily.Unspecified && family != address.AddressFamily)
            {
                throw new UserError(ExitCode.BadAddress, $"{Host} is not of the family that {(ipv4 ? "-4" : "-6")} asks for", "Leave the option out.");
            }

            return IsTraceable(address) ? new TraceHost(Host, address) : throw new UserError(ExitCode.BadAddress, $"{Host} is no single host", "Broadcast, multicast and the unspecified address have no path of their own.");
        }

        try
        {
            // RFC 6761: localhost is loopback, of IPv4 unless asked otherwise.
            var isLocal = Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
            var found = await NameResolver.ResolveAsync(Host, isLocal && family == AddressFamily.Unspecified ? AddressFamily.InterNetwork : family, stop);
            return found.FirstOrDefault(IsTraceable) is { } first ? new TraceHost(Host, first) : throw new SocketException((int)SocketError.NoData);
        }
        catch (SocketException error)
        {
            throw new UserError(ExitCode.NameNotResolved, $"the name {Host} was not resolved{(ipv4 ? " to an IPv4 address" : ipv6 ? " to an IPv6 address" : "")}: {error.Message}", "Check the spelling, or write an address.", error);
        }
    }

    static bool IsTraceable(IPAddress address) =>
        !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) && !address.IsIPv6Multicast && !(address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[0] >= 224);

    static (string Host, string? Port) Split(string text)
    {
        if (text.StartsWith('[') && text.IndexOf(']', StringComparison.Ordinal) is > 0 and var close && (close == text.Length - 1 || text[close + 1] == ':'))
        {
            return (text[1..close], close == text.Length - 1 ? null : text[(close + 2)..]);
        }

        // More than one colon is IPv6 without brackets.
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || text.LastIndexOf(':') != colon ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }
}
