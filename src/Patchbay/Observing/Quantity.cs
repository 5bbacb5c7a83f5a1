using System.Globalization;

namespace Patchbay;

/// <summary>Sizes for people.</summary>
static class Quantity
{
    static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary><c>0 B</c>, <c>1.5 KiB</c>, <c>27 MiB</c>.</summary>
    public static string Bytes(double bytes)
    {
        var unit = 0;
        while (bytes >= 1000 && unit < Units.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(unit > 0 && bytes < 9.95 ? bytes.ToString("0.0", CultureInfo.InvariantCulture) : bytes.ToString("0", CultureInfo.InvariantCulture))} {Units[unit]}");
    }
}
