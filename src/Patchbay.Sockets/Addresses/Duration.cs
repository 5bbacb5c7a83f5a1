using System.Buffers;
using System.Globalization;

namespace Patchbay.Sockets;

/// <summary>Durations as people write them in options: a number and a unit.</summary>
public static class Duration
{
    static readonly SearchValues<char> Number = SearchValues.Create("0123456789.");

    /// <summary>Reads <c>500ms</c>, <c>30s</c>, <c>1.5m</c>, <c>2h</c>: a decimal number and one of ms, s, m, h, without a space.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">Zero to 9,999 hours.</param>
    /// <returns>False when the text is no duration or is out of that range.</returns>
    public static bool TryParse(string? text, out TimeSpan value)
    {
        value = default;
        if (text is null)
        {
            return false;
        }

        var digits = text.AsSpan().IndexOfAnyExcept(Number);
        if (digits <= 0)
        {
            return false;
        }

        double? unit = text[digits..] switch
        {
            "ms" => 1,
            "s" => 1000,
            "m" => 60_000,
            "h" => 3_600_000,
            _ => null,
        };
        if (unit is null
            || !double.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number * unit > 9_999 * 3_600_000.0)
        {
            return false;
        }

        value = TimeSpan.FromMilliseconds(number * unit.Value);
        return true;
    }

    /// <summary>A measured time as messages show it: <c>0.4 ms</c>, <c>12 ms</c>, <c>1.3 s</c>, <c>130 s</c>.</summary>
    public static string Format(TimeSpan elapsed)
    {
        var milliseconds = elapsed.TotalMilliseconds;
        return milliseconds switch
        {
            < 9.95 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0.0} ms"),
            < 999.5 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms"),
            < 9_950 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000:0.0} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000:0} s"),
        };
    }
}
