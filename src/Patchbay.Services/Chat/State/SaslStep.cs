namespace Patchbay.Services.Chat;

/// <summary>What one AUTHENTICATE was.</summary>
internal enum SaslStep
{
    /// <summary>A full chunk; another follows.</summary>
    More,

    /// <summary>The message is whole.</summary>
    Whole,

    /// <summary>It is no message of PLAIN.</summary>
    Malformed,

    /// <summary>It is longer than any.</summary>
    TooLong,
}
