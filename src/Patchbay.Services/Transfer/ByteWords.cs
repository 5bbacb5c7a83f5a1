using System.Globalization;

namespace Patchbay.Services.Transfer;

/// <summary>Sizes and rates as people read and write them. Pure.</summary>
internal static class ByteWords
{
    static readonly string[] Units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary><c>1 byte</c>, <c>900 bytes</c>, <c>1.5 KiB</c>, <c>120 MiB</c>.</summary>
    public static string Size(double bytes)
    {
        var unit = 0;
        while (bytes >= 1023.95 && unit < Units.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }

        return unit == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes:0} {(bytes == 1 ? "byte" : "bytes")}")
            : string.Create(CultureInfo.InvariantCulture, $"{(bytes < 99.95 ? $"{bytes.ToString("0.0", CultureInfo.InvariantCulture)}" : bytes.ToString("0", CultureInfo.InvariantCulture))} {Units[unit]}");
    }

    /// <summary>Reads <c>500</c>, <c>64k</c>, <c>1.5m</c>, <c>1g</c>: bytes, or so many times 1024.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var factor = text.Length == 0 ? 0 : char.ToLowerInvariant(text[^1]) switch { 'k' => 1L << 10, 'm' => 1L << 20, 'g' => 1L << 30, _ => 1L };
        var digits = factor > 1 ? text[..^1] : text;
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number * factor is < 1 or > long.MaxValue / 2)
        {
            return false;
        }

        bytes = (long)(number * factor);
        return true;
    }
}
