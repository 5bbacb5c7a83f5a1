using System.Globalization;
using System.Net;

namespace Patchbay.Services.Transfer;

/// <summary>Where a data connection goes: the answers to PASV (RFC 959 section 4.1.2) and EPSV (RFC 2428 section 3). Pure.</summary>
internal static class FtpPassive
{
    /// <summary>The text of a 227: six numbers with commas, anywhere; RFC 1123 section 4.1.2.6 forbids to rely on brackets.</summary>
    /// <param name="text">The reply's text.</param>
    /// <param name="address">What the server says, for messages: we connect to the control connection's peer, whatever it is.</param>
    /// <param name="port">1 to 65535.</param>
    public static bool TryParse(string text, out IPAddress? address, out int port)
    {
        (address, port) = (null, 0);
        for (var start = 0; start < text.Length; start++)
        {
            if (char.IsAsciiDigit(text[start]) && (start == 0 || !char.IsAsciiDigit(text[start - 1])) && TryReadSix(text.AsSpan(start), out var numbers))
            {
                port = (numbers[4] << 8) | numbers[5];
                address = new IPAddress(numbers[..4]);
                return port > 0;
            }
        }

        return false;
    }

    /// <summary>The text of a 229: <c>(|||port|)</c>, with any one printable character in place of the bars.</summary>
    public static bool TryParseExtended(string text, out int port)
    {
        port = 0;
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var close = text.LastIndexOf(')');
        if (open < 0 || close - open < 6)
        {
            return false;
        }

        var inner = text.AsSpan()[(open + 1)..close];
        var bar = inner[0];
        return bar is >= '!' and <= '~' && !char.IsAsciiDigit(bar) && inner[1] == bar && inner[2] == bar && inner[^1] == bar
            && int.TryParse(inner[3..^1], NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= ushort.MaxValue;
    }

    static bool TryReadSix(ReadOnlySpan<char> text, out byte[] numbers)
    {
        numbers = new byte[6];
        for (var i = 0; i < 6; i++)
        {
            var digits = text.IndexOfAnyExceptInRange('0', '9');
            digits = digits < 0 ? text.Length : digits;
            if (digits is 0 or > 3 || !byte.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return false;
            }

            text = text[digits..];
            if (i < 5)
            {
                if (text.IsEmpty || text[0] != ',')
                {
                    return false;
                }

                text = text[1..].TrimStart(' ');
            }
        }

        return true;
    }
}
