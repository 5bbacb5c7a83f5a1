using System.Text;

namespace Patchbay.Services.Web;

/// <summary>A name and a password of the scheme Basic (RFC 7617).</summary>
/// <param name="Name">The user.</param>
/// <param name="Password">Never logged.</param>
sealed record BasicCredentials(string Name, string Password)
{
    // A name has 32 characters; the rest is room for pass phrases.
    const int MaxLength = 2048;

    const string Scheme = "Basic ";

    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Without the password.</summary>
    public override string ToString() => Name;

    /// <summary>Reads the field Authorization; null when it is of another scheme or broken.</summary>
    public static BasicCredentials? Parse(string header)
    {
        if (header.Length > MaxLength || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[Scheme.Length..].Trim(' '), bytes, out var count))
        {
            return null;
        }

        string text;
        try
        {
            text = StrictUtf8.GetString(bytes, 0, count);
        }
        catch (ArgumentException)
        {
            // Of a client that ignores charset="UTF-8" (RFC 7617 section 2.1).
            text = Encoding.Latin1.GetString(bytes, 0, count);
        }

        // The name has no colon; everything behind the first one is the password.
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || text.AsSpan().ContainsAnyInRange('\0', '\x1f') ? null : new BasicCredentials(text[..colon], text[(colon + 1)..]);
    }
}
