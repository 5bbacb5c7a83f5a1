using System.Globalization;

namespace Patchbay.Services.Transfer;

/// <summary>The times of MDTM, MFMT and MLSD: <c>YYYYMMDDHHMMSS[.sss]</c> in UTC (RFC 3659 section 2.3). Pure.</summary>
internal static class FtpTime
{
    const string Seconds = "yyyyMMddHHmmss";

    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        var dot = text.IndexOf('.');
        var fraction = dot < 0 ? default : text[(dot + 1)..];
        var whole = dot < 0 ? text : text[..dot];
        if (whole.Length != Seconds.Length || whole.IndexOfAnyExceptInRange('0', '9') >= 0 || fraction.IndexOfAnyExceptInRange('0', '9') >= 0 || (dot >= 0 && fraction.IsEmpty)
            || !DateTimeOffset.TryParseExact(whole, Seconds, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time))
        {
            time = default;
            return false;
        }

        // Ticks are ten-millionths: more digits say nothing that we keep.
        var scale = TimeSpan.TicksPerSecond / 10;
        foreach (var digit in fraction[..Math.Min(fraction.Length, 7)])
        {
            time = time.AddTicks((digit - '0') * scale);
            scale /= 10;
        }

        return true;
    }

    /// <summary>With whole seconds.</summary>
    public static string Format(DateTimeOffset time) => time.ToUniversalTime().ToString(Seconds, CultureInfo.InvariantCulture);
}
