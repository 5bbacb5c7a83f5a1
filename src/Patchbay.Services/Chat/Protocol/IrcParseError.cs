namespace Patchbay.Services.Chat;

/// <summary>Why a line is no message.</summary>
internal enum IrcParseError
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>Nothing stands in it; servers ignore such lines.</summary>
    Empty,

    /// <summary>Longer than its limit: ERR_INPUTTOOLONG.</summary>
    TooLong,

    /// <summary>Not UTF-8 (https://ircv3.net/specs/extensions/utf8-only).</summary>
    NotUtf8,

    /// <summary>Tags or a source, and no command after them; or an octet that no line may have: NUL, CR.</summary>
    Malformed,
}
