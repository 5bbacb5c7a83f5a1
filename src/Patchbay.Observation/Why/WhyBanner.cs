using System.Globalization;
using System.Text;

namespace Patchbay.Observation;

/// <summary>The first words of a server, safe to print. Pure.</summary>
static class WhyBanner
{
    const int Most = 80;

    /// <summary>The first line in quotes with everything unprintable escaped; of binary bytes, some in hexadecimal.</summary>
    /// <param name="bytes">At least one.</param>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
        var line = end < 0 ? bytes : bytes[..end];
        var printable = 0;
        foreach (var one in line)
        {
            printable += one is >= 0x20 and < 0x7F ? 1 : 0;
        }

        if (line.IsEmpty || printable * 4 < line.Length * 3)
        {
            var shown = bytes[..Math.Min(bytes.Length, 16)];
            return string.Create(CultureInfo.InvariantCulture, $"{bytes.Length} bytes, {Convert.ToHexStringLower(shown)}{(shown.Length < bytes.Length ? "…" : "")}");
        }

        var text = new StringBuilder("\"");
        foreach (var one in line[..Math.Min(line.Length, Most)])
        {
            text.Append(one is >= 0x20 and < 0x7F ? ((char)one).ToString() : string.Create(CultureInfo.InvariantCulture, $"\\x{one:x2}"));
        }

        return text.Append(line.Length > Most ? "…\"" : "\"").ToString();
    }
}
