using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Patchbay.Linux;

namespace Patchbay.Sockets;

/// <summary>Version 1: <c>PROXY TCP4 192.0.2.1 192.0.2.2 56324 443</c> and CR LF (proxy-protocol.txt section 2.1). Pure.</summary>
internal static class ProxyHeaderV1
{
    /// <summary>With CR and LF.</summary>
    public const int MaxLength = 107;

    public static ReadOnlySpan<byte> Signature => "PROXY "u8;

    /// <param name="bytes">Begin with as much of the signature as there is.</param>
    public static ProxyHeaderResult Parse(ReadOnlySpan<byte> bytes)
    {
        var window = bytes[..Math.Min(bytes.Length, MaxLength)];
        var end = window.IndexOfAny((byte)'\r', (byte)'\n');
        if (end < 0)
        {
            return window.Length < MaxLength ? ProxyHeaderResult.NeedsMore : ProxyHeaderResult.Wrong($"has no end within {MaxLength} bytes");
        }

        if (window[end] == '\n' || (end + 1 < window.Length && window[end + 1] != '\n') || end + 1 == MaxLength)
        {
            return ProxyHeaderResult.Wrong("does not end with CR LF");
        }

        if (end + 1 == window.Length)
        {
            return ProxyHeaderResult.NeedsMore;
        }

        return ParseLine(window[Signature.Length..end], end + 2);
    }

    public static byte[] Format(ProxyProtocolHeader header)
    {
        if (header is { IsLocal: false, IsDatagram: false, Source: IPEndPoint source, Destination: IPEndPoint destination })
        {
            var (from, to) = SameFamily(source.Address, destination.Address);
            var family = from.AddressFamily == AddressFamily.InterNetwork ? "TCP4" : "TCP6";
            return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"PROXY {family} {from} {to} {source.Port} {destination.Port}\r\n"));
        }

        return "PROXY UNKNOWN\r\n"u8.ToArray();
    }

    /// <summary>Both as IPv4 where both are, else both as IPv6; without zones, which no other machine understands.</summary>
    public static (IPAddress, IPAddress) SameFamily(IPAddress one, IPAddress other)
    {
        (one, other) = (MappedAddress.Unmap(one), MappedAddress.Unmap(other));
        return one.AddressFamily == AddressFamily.InterNetwork && other.AddressFamily == AddressFamily.InterNetwork ? (one, other) : (Wide(one), Wide(other));

        static IPAddress Wide(IPAddress address) => new(address.MapToIPv6().GetAddressBytes());
    }

    static ProxyHeaderResult ParseLine(ReadOnlySpan<byte> line, int length)
    {
        if (line.SequenceEqual("UNKNOWN"u8) || line.StartsWith("UNKNOWN "u8))
        {
            return new(new ProxyProtocolHeader { Version = ProxyProtocolVersions.V1, IsLocal = true }, length, null);
        }

        var fields = Encoding.Latin1.GetString(line).Split(' ');
        Func<string, IPAddress?>? read = fields[0] switch
        {
            "TCP4" => ReadIPv4,
            "TCP6" => ReadIPv6,
            _ => null,
        };
        if (read is null)
        {
            return ProxyHeaderResult.Wrong("names another protocol than TCP4, TCP6 and UNKNOWN");
        }

        if (fields.Length != 5)
        {
            return ProxyHeaderResult.Wrong($"has {fields.Length - 1} fields after {fields[0]}, not 4");
        }

        return read(fields[1]) is { } source && read(fields[2]) is { } destination
            ? ReadPort(fields[3]) is { } from && ReadPort(fields[4]) is { } to
                ? new(new ProxyProtocolHeader { Version = ProxyProtocolVersions.V1, Source = new IPEndPoint(source, from), Destination = new IPEndPoint(destination, to) }, length, null)
                : ProxyHeaderResult.Wrong("has a port that is none")
            : ProxyHeaderResult.Wrong($"has an address that is no {fields[0]} address");
    }

    static IPAddress? ReadIPv4(string text) => HostSyntax.IsIPv4(text) ? IPAddress.Parse(text) : null;

    static IPAddress? ReadIPv6(string text) =>
        text.Contains(':', StringComparison.Ordinal) && text.All(static c => char.IsAsciiHexDigit(c) || c is ':' or '.') && IPAddress.TryParse(text, out var address) ? address : null;

    static int? ReadPort(string text) =>
        text.Length is > 0 and <= 5 && (text[0] != '0' || text.Length == 1) && ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;
}
