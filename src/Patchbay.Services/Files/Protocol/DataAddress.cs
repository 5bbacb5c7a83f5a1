using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Patchbay.Services.Files;

/// <summary>The texts by which the two sides tell each other where data goes: PORT and PASV (RFC 959), EPRT and EPSV (RFC 2428). Pure.</summary>
static class DataAddress
{
    /// <summary>Reads <c>h1,h2,h3,h4,p1,p2</c>; null when it is none.</summary>
    public static IPEndPoint? ParsePort(string text)
    {
        var parts = text.Split(',');
        if (parts.Length != 6)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[6];
        for (var i = 0; i < 6; i++)
        {
            if (!byte.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out bytes[i]))
            {
                return null;
            }
        }

        return new IPEndPoint(new IPAddress(bytes[..4]), (bytes[4] << 8) | bytes[5]);
    }

    /// <summary>Reads <c>|1|132.235.1.2|6275|</c>, with any delimiter (RFC 2428 section 2).</summary>
    /// <param name="text">The argument of EPRT.</param>
    /// <param name="isUnknownFamily">It is well formed, but its network protocol is neither 1 nor 2.</param>
    public static IPEndPoint? ParseExtendedPort(string text, out bool isUnknownFamily)
    {
        isUnknownFamily = false;
        if (text.Length < 2 || text[0] is < '!' or > '~' || char.IsAsciiLetterOrDigit(text[0]))
        {
            return null;
        }

        if (text.Split(text[0]) is not ["", var family, var host, var port, ""]
            || !ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        if (family is not ("1" or "2"))
        {
            isUnknownFamily = family.Length > 0 && family.All(char.IsAsciiDigit);
            return null;
        }

        // IPAddress takes more than a dotted quad for IPv4: 1.2, 0x7f.1. A zone has no meaning between two machines.
        var isRight = family == "1" ? host.Count(static c => c == '.') == 3 && host.All(static c => char.IsAsciiDigit(c) || c == '.') : host.Contains(':', StringComparison.Ordinal) && !host.AsSpan().ContainsAny("%[]");
        return isRight && IPAddress.TryParse(host, out var address) && address.AddressFamily == (family == "1" ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6)
            ? new IPEndPoint(address, number) : null;
    }

    /// <summary>The text of 227. Clients look for the first digit, or for the parenthesis.</summary>
    public static string FormatPassive(IPAddress address, int port)
    {
        Span<byte> host = stackalloc byte[4];
        return address.TryWriteBytes(host, out var written) && written == 4
            ? string.Create(CultureInfo.InvariantCulture, $"Entering Passive Mode ({host[0]},{host[1]},{host[2]},{host[3]},{port >> 8},{port & 255}).")
            : throw new ArgumentException("PASV is of IPv4.", nameof(address));
    }

    /// <summary>The text of 229 (RFC 2428 section 3).</summary>
    public static string FormatExtendedPassive(int port) => string.Create(CultureInfo.InvariantCulture, $"Entering Extended Passive Mode (|||{port}|)");
}
