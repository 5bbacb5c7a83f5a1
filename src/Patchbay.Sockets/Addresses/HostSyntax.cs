using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets;

/// <summary>
/// Hosts: names (RFC 1123 section 2.1, with the underscore that DNS allows; others than ASCII become A-labels, RFC 5891), IPv4 in four decimal
/// parts, IPv6 in brackets with an optional zone (RFC 4007 section 11; <c>%25</c> as in RFC 6874 is read too).
/// </summary>
internal static class HostSyntax
{
    const int MaxName = 253;
    const int MaxLabel = 63;
    const int MaxZone = 32;

    static readonly IdnMapping Idn = new();

    /// <summary>The text from '[' on; <paramref name="after"/> is the place behind ']'.</summary>
    public static string ReadBracketed(AddressText text, int start, int end, out int after)
    {
        var close = text.Text.IndexOf(']', start, end - start);
        if (close < 0)
        {
            throw text.Error(start, "The bracket is not closed.", "Write an IPv6 address as [::1]:8080.");
        }

        after = close + 1;
        var inner = text.Text[(start + 1)..close];
        var percent = inner.IndexOf('%', StringComparison.Ordinal);
        var literal = percent < 0 ? inner : inner[..percent];
        if (!literal.Contains(':', StringComparison.Ordinal) || !literal.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.')
            || !IPAddress.TryParse(literal, out var address) || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            throw text.Error(start + 1, $"{AddressText.Quote(inner)} is no IPv6 address.", "Brackets hold an IPv6 address, as in [2001:db8::1]:8080.");
        }

        return percent < 0 ? address.ToString() : $"{address}%{ReadZone(text, start + 1 + percent, inner[percent..])}";
    }

    /// <summary>A name or an IPv4 address, canonical.</summary>
    public static string Read(AddressText text, int start, int end)
    {
        var host = text.Text[start..end];
        if (!host.All(char.IsAscii))
        {
            host = ToAscii(text, start, host);
            CheckName(text, start, host, exact: false);
            return host;
        }

        host = host.ToLowerInvariant();
        CheckName(text, start, host, exact: true);
        return host;
    }

    /// <summary>
    /// The last label is a number, so it must be an IPv4 address: other readings (<c>127.1</c>, <c>0x7f.1</c>, octal) differ from
    /// resolver to resolver, and a filter may read another address than the kernel.
    /// </summary>
    static bool EndsInNumber(string host)
    {
        var trimmed = host.EndsWith('.') ? host[..^1] : host;
        var last = trimmed[(trimmed.LastIndexOf('.') + 1)..];
        return last.Length > 0 && (last.All(char.IsAsciiDigit) || (last.StartsWith("0x", StringComparison.Ordinal) && last.Skip(2).All(char.IsAsciiHexDigit)));
    }

    public static bool IsIPv4(string host)
    {
        var parts = host.Split('.');
        return parts.Length == 4 && parts.All(part =>
            part.Length is > 0 and <= 3 && part.All(char.IsAsciiDigit) && (part.Length == 1 || part[0] != '0') && int.Parse(part, CultureInfo.InvariantCulture) <= 255);
    }

    static void CheckName(AddressText text, int start, string host, bool exact)
    {
        // After the translation to ASCII the places differ; then the error points at the host's beginning.
        int At(int index) => start + (exact ? index : 0);

        for (var i = 0; i < host.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(host[i]) && host[i] is not ('-' or '.' or '_'))
            {
                throw text.Error(At(i), $"'{host[i]}' cannot stand in a host name.", "Names have letters, digits, '-', '_' and '.'.");
            }
        }

        if (EndsInNumber(host))
        {
            if (!IsIPv4(host))
            {
                throw text.Error(start, $"{AddressText.Quote(host)} is no IPv4 address.", "Write four numbers from 0 to 255 without leading zeros, as in 192.0.2.7.");
            }

            return;
        }

        if (host.Length > MaxName)
        {
            throw text.Error(At(MaxName), $"The host name has {host.Length} characters; {MaxName} are the most.", "Check the name: no such name can be in DNS.");
        }

        var labelStart = 0;
        var labels = host.EndsWith('.') ? host[..^1] : host;
        foreach (var label in labels.Split('.'))
        {
            if (label.Length is 0 or > MaxLabel || label[0] == '-' || label[^1] == '-')
            {
                throw text.Error(
                    At(labelStart),
                    label.Length == 0 ? "A part of the host name is empty." : $"{AddressText.Quote(label)} cannot be part of a host name.",
                    $"The parts between dots have 1 to {MaxLabel} characters and no '-' at either end.");
            }

            labelStart += label.Length + 1;
        }
    }

    static string ToAscii(AddressText text, int start, string host)
    {
        try
        {
            return Idn.GetAscii(host).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            throw text.Error(start, $"{AddressText.Quote(host)} is no host name.", "The name cannot be written as an internationalized domain name (IDNA).");
        }
    }

    static string ReadZone(AddressText text, int column, string zone)
    {
        zone = zone.StartsWith("%25", StringComparison.Ordinal) && zone.Length > 3 ? zone[3..] : zone[1..];
        return zone.Length is > 0 and <= MaxZone && zone.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            // Would be read as RFC 6874's escape the next time.
            && (zone.Length <= 2 || !zone.StartsWith("25", StringComparison.Ordinal))
            ? zone
            : throw text.Error(column, "The zone after '%' is no interface.", "Write the interface's name or number, as in [fe80::1%eth0]:8080.");
    }
}
