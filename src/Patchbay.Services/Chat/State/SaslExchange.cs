using System.Text;

namespace Patchbay.Services.Chat;

/// <summary>A client's side of SASL PLAIN (https://ircv3.net/specs/extensions/sasl-3.1, RFC 4616). Pure.</summary>
internal sealed class SaslExchange
{
    /// <summary>Octets in one AUTHENTICATE; fewer, or <c>+</c>, end the message.</summary>
    public const int Chunk = 400;

    // A name and a password are 1,060 octets at most: more is no login.
    const int Longest = 4 * Chunk;

    readonly StringBuilder _message = new();

    /// <summary>The client chose PLAIN and is asked for its message.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>The password is being checked.</summary>
    public bool IsChecking { get; set; }

    /// <summary>The name and password came by PASS and not by AUTHENTICATE.</summary>
    public bool IsByPass { get; set; }

    /// <summary>The label of the line that the check answers; null for none.</summary>
    public string? Label { get; set; }

    /// <summary>Wrong passwords so far.</summary>
    public int Failures { get; set; }

    public void Begin()
    {
        _message.Clear();
        IsOpen = true;
    }

    public void End() => IsOpen = false;

    /// <summary>Takes one chunk.</summary>
    public SaslStep Take(string chunk, out string name, out string password)
    {
        (name, password) = ("", "");
        if (chunk.Length > Chunk || _message.Length + chunk.Length > Longest)
        {
            return SaslStep.TooLong;
        }

        if (chunk != "+")
        {
            _message.Append(chunk);
        }

        if (chunk.Length == Chunk)
        {
            return SaslStep.More;
        }

        IsOpen = false;
        return Decode(_message.ToString(), out name, out password) ? SaslStep.Whole : SaslStep.Malformed;
    }

    /// <summary>authorization identity, NUL, user, NUL, password. Somebody else's identity is nobody's right.</summary>
    static bool Decode(string text, out string name, out string password)
    {
        (name, password) = ("", "");
        var octets = new byte[Longest];
        if (!Convert.TryFromBase64String(text, octets, out var length))
        {
            return false;
        }

        var parts = Encoding.UTF8.GetString(octets, 0, length).Split('\0');
        if (parts.Length != 3 || (parts[0].Length > 0 && parts[0] != parts[1]))
        {
            return false;
        }

        (name, password) = (parts[1], parts[2]);
        return name.Length > 0 && password.Length > 0;
    }
}
