using System.Globalization;

namespace Patchbay.Services.Daytime;

/// <summary>The line of RFC 867: no form is prescribed, this is the first of the two it calls popular, in UTC and with a four-digit year.</summary>
public static class DaytimeText
{
    /// <summary>The longest line: <c>Wednesday, September 30, 2026 23:59:59-UTC</c> and CR LF, with room to spare.</summary>
    public const int MaxLength = 64;

    const string Form = "dddd, MMMM d, yyyy HH:mm:ss'-UTC\r\n'";

    /// <summary>For example <c>Monday, February 22, 1982 17:37:43-UTC</c> and CR LF; ASCII.</summary>
    public static string Format(DateTimeOffset now) =>
        now.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>The same as bytes.</summary>
    /// <param name="now">The time.</param>
    /// <param name="line">At least <see cref="MaxLength"/>.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Format(DateTimeOffset now, Span<byte> line) =>
        now.UtcDateTime.TryFormat(line, out var length, Form, CultureInfo.InvariantCulture) ? length : throw new ArgumentException("The line needs more room.", nameof(line));
}
