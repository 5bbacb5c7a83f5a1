using System.Globalization;

namespace Patchbay.Services.Files;

/// <summary>Times as MDTM, MFMT and the facts of MLSD have them: UTC (RFC 3659 section 2.3). Pure.</summary>
static class FtpTime
{
    const string Seconds = "yyyyMMddHHmmss";

    /// <summary><c>20261121060835</c>; fractions are left out.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(Seconds, CultureInfo.InvariantCulture);

    /// <summary>Reads such a time, with or without a fraction; null when it is none.</summary>
    public static DateTimeOffset? Parse(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot >= 0 && (dot == text.Length - 1 || !text.AsSpan(dot + 1).ContainsOnlyDigits()))
        {
            return null;
        }

        return DateTimeOffset.TryParseExact(dot < 0 ? text : text[..dot], Seconds, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }

    static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;
}
