using System.Globalization;

namespace Patchbay.Services.Daytime;

/// <summary>The line of RFC 867: no form is prescribed, this is the first of the two it calls popular, in UTC and with a four-digit year.</summary>
public static class DaytimeText
{
    /// <summary>For example <c>Monday, February 22, 1982 17:37:43-UTC</c> and CR LF; ASCII.</summary>
    public static string Format(DateTimeOffset now) =>
        now.UtcDateTime.ToString("dddd, MMMM d, yyyy HH:mm:ss'-UTC\r\n'", CultureInfo.InvariantCulture);
}
