using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Probing;

/// <summary>
/// Reads targets: a name, an address, <c>10.0.0.0/24</c>, <c>10.0.0.1-20</c>, <c>10.0.0.1-10.0.1.5</c>, <c>2001:db8::/120</c>, <c>2001:db8::1-ff</c>; each with ports of its own behind a
/// colon, where IPv6 goes in brackets: <c>db:5432,6432</c>, <c>[::1]:80</c>, <c>[2001:db8::]/120:22</c>. Pure.
/// </summary>
public static class TargetParser
{
    /// <summary>Reads one target.</summary>
    /// <param name="text">The text.</param>
    /// <param name="names">The names that ports may be called by.</param>
    /// <param name="udp">Ports are those of UDP, which matters to their names only.</param>
    /// <exception cref="AddressFormatException">It is none; the column tells where.</exception>
    public static ScanTarget Parse(string text, PortNames names, bool udp = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(names);
        var source = new AddressText(text);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw source.Error(0, "The target is empty.", "Write a host, as in 10.0.0.7, db, 10.0.0.0/24, 10.0.0.1-20 or [::1]:80.");
        }

        source.CheckCharacters();
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
        {
            throw source.Error(scheme, "A target has no scheme.", "Write the host alone, or HOST:PORT.");
        }

        var (range, name, after) = ReadHost(source);
        ImmutableArray<ushort>? ports = null;
        if (after < text.Length)
        {
            ports = text[after] == ':'
                ? PortList.Read(source, after + 1, text.Length, names, udp)
                : throw source.Error(after, $"'{text[after]}' cannot follow the host.", "Ports stand behind a colon, as in db:5432 or [::1]:80; targets are separated by spaces.");
        }

        return new ScanTarget(text, range, name, ports);
    }

    static (AddressRange? Range, string? Name, int After) ReadHost(AddressText source)
    {
        var text = source.Text;
        if (text[0] == '[')
        {
            var inner = HostSyntax.ReadBracketed(source, 0, text.Length, out var after);
            return after < text.Length && text[after] is '/' or '-' ? ReadBlock(source, ReadIpv6(source, 0, inner), after, EndOfBlock(text, after)) : (new AddressRange(ReadIpv6(source, 0, inner)), null, after);
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0 && text.IndexOf(':', colon + 1) >= 0)
        {
            return ReadBareIpv6(source);
        }

        var end = colon < 0 ? text.Length : colon;
        if (end == 0)
        {
            throw source.Error(0, "The host is missing.", $"For this machine write localhost{AddressText.Cut(text)}.");
        }

        var mark = text.AsSpan(0, end).IndexOfAny('/', '-');
        // A name may have a dash, an address may not.
        if (mark >= 0 && (text[mark] == '/' || IsIPv4Like(text.AsSpan(0, mark))))
        {
            var host = HostSyntax.Read(source, 0, mark);
            return HostSyntax.IsIPv4(host)
                ? ReadBlock(source, IPAddress.Parse(host), mark, end)
                : throw source.Error(mark, "A name has no prefix length.", "Write an address before the slash, as in 10.0.0.0/24.");
        }

        var only = HostSyntax.Read(source, 0, end);
        return HostSyntax.IsIPv4(only) ? (new AddressRange(IPAddress.Parse(only)), null, end) : (null, only, end);
    }

    static (AddressRange? Range, string? Name, int After) ReadBareIpv6(AddressText source)
    {
        var text = source.Text;
        // The name of an interface may have a dash: fe80::1%br-lan.
        var zone = text.IndexOf('%', StringComparison.Ordinal);
        var mark = zone >= 0 ? text.IndexOf('/', zone) : text.AsSpan().IndexOfAny('/', '-');
        var literal = mark < 0 ? text : text[..mark];
        if (!IPAddress.TryParse(literal, out var address) || address.AddressFamily != AddressFamily.InterNetworkV6 || literal.Contains('[', StringComparison.Ordinal))
        {
            throw source.Error(0, $"{AddressText.Quote(literal)} is no IPv6 address.", "Write 2001:db8::7, with a port [2001:db8::7]:80; other hosts have one colon at most, before the port.");
        }

        address = ReadIpv6(source, 0, literal);
        return mark < 0 ? (new AddressRange(address), null, text.Length) : ReadBlock(source, address, mark, text.Length);
    }

    // What stands behind the first address: a prefix length, or where the range ends.
    static (AddressRange? Range, string? Name, int After) ReadBlock(AddressText source, IPAddress first, int mark, int end)
    {
        var range = source[mark] == '/' ? ReadPrefix(source, first, mark, end) : ReadRange(source, first, mark + 1, end);
        return range.Count <= ScanPlan.MostHosts
            ? (range, null, end)
            : throw source.Error(mark, $"{AddressText.Quote(source.Text)} has {Words(range.Count)} addresses; {ScanPlan.MostHosts:N0} are the most.", "Scan it in parts.");
    }

    static AddressRange ReadPrefix(AddressText source, IPAddress first, int slash, int end)
    {
        var width = first.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;
        return int.TryParse(source.Text.AsSpan(slash + 1, end - slash - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits) && bits <= width
            ? AddressRange.OfPrefix(first, bits)
            : throw source.Error(slash + 1, $"{AddressText.Quote(source.Text.AsSpan(slash + 1, end - slash - 1))} is no prefix length.", $"Write a number from 0 to {width}, as in {first}/{(width == 32 ? 24 : 120)}.");
    }

    static AddressRange ReadRange(AddressText source, IPAddress first, int start, int end)
    {
        var text = source.Text[start..end];
        var isIpv6 = first.AddressFamily == AddressFamily.InterNetworkV6;
        IPAddress? last;
        if (isIpv6)
        {
            var inner = text is ['[', .., ']'] ? text[1..^1] : text;
            // The last group alone, in hexadecimal as it is written in the address.
            var isGroup = ushort.TryParse(inner, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var group);
            last = isGroup ? WithLast(first, [(byte)(group >> 8), (byte)group]) : IPAddress.TryParse(inner, out var parsed) && parsed.AddressFamily == AddressFamily.InterNetworkV6 ? parsed : null;
        }
        else
        {
            last = byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? WithLast(first, [number]) : HostSyntax.IsIPv4(text) ? IPAddress.Parse(text) : null;
        }

        if (last is null)
        {
            throw source.Error(start, $"{AddressText.Quote(text)} is no end of a range.", isIpv6 ? "Write the last address, or its last group, as in 2001:db8::1-ff." : "Write the last address, or its last number, as in 10.0.0.1-20.");
        }

        if (isIpv6)
        {
            last = new IPAddress(last.GetAddressBytes(), first.ScopeId);
        }

        try
        {
            return new AddressRange(first, last);
        }
        catch (ArgumentException)
        {
            throw source.Error(start, $"The range ends at {last}, before it begins.", "Write the smaller address first.");
        }
    }

    static IPAddress ReadIpv6(AddressText source, int column, string literal)
    {
        var percent = literal.IndexOf('%', StringComparison.Ordinal);
        if (percent < 0)
        {
            return IPAddress.Parse(literal);
        }

        return InterfaceIndex.TryFind(literal[(percent + 1)..], out var index)
            ? new IPAddress(IPAddress.Parse(literal[..percent]).GetAddressBytes(), index)
            : throw source.Error(column, $"This machine has no interface {AddressText.Quote(literal.AsSpan(percent + 1))}.", "`patchbay interfaces` lists them.");
    }

    static IPAddress WithLast(IPAddress address, ReadOnlySpan<byte> tail)
    {
        var bytes = address.GetAddressBytes();
        tail.CopyTo(bytes.AsSpan(bytes.Length - tail.Length));
        return new IPAddress(bytes);
    }

    // Behind brackets: the ports' colon ends the block, colons in further brackets do not.
    static int EndOfBlock(string text, int start)
    {
        var bracket = text.IndexOf(']', start);
        var colon = text.IndexOf(':', Math.Max(start, bracket));
        return colon < 0 ? text.Length : colon;
    }

    static bool IsIPv4Like(ReadOnlySpan<char> text) => text.Count('.') == 3 && !text.ContainsAnyExceptInRange('.', '9') && !text.Contains('/');

    static string Words(UInt128 count) => count <= long.MaxValue ? ((long)count).ToString("N0", CultureInfo.InvariantCulture) : "far too many";
}
