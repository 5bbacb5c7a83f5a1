using System.Globalization;

namespace Patchbay.Services.Chat;

/// <summary>Moments on the wire (https://ircv3.net/specs/extensions/server-time): UTC to the millisecond.</summary>
internal static class ServerTime
{
    const string Form = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    public static bool TryParse(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    /// <summary>What can be said on the wire: the same moment without parts of a millisecond.</summary>
    public static DateTimeOffset Round(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
}
