using System.Globalization;

namespace Patchbay;

/// <summary>Sizes and times for people; the tables' own way to write them takes no allocation.</summary>
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

    /// <summary>As <see cref="Bytes"/>.</summary>
    public static void WriteBytes(Utf8Buffer text, ulong bytes)
    {
        var (unit, rest) = (0, (double)bytes);
        while (rest >= 1000 && unit < Units.Length - 1)
        {
            rest /= 1024;
            unit++;
        }

        if (unit > 0 && rest < 9.95)
        {
            text.AppendTenths((ulong)((rest * 10) + 0.5));
        }
        else
        {
            text.Append((ulong)(rest + 0.5));
        }

        text.Append((byte)' ');
        text.Append(Units[unit]);
    }

    /// <summary>As <see cref="Sockets.Duration.Format"/>.</summary>
    public static void WriteMilliseconds(Utf8Buffer text, uint milliseconds)
    {
        switch (milliseconds)
        {
            case < 10:
                text.AppendTenths(milliseconds * 10);
                text.Append(" ms"u8);
                break;
            case < 1000:
                text.Append(milliseconds);
                text.Append(" ms"u8);
                break;
            case < 9950:
                text.AppendTenths((milliseconds + 50) / 100);
                text.Append(" s"u8);
                break;
            default:
                text.Append((milliseconds + 500ul) / 1000);
                text.Append(" s"u8);
                break;
        }
    }
}
