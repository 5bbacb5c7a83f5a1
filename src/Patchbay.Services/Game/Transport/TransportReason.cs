namespace Patchbay.Services.Game.Transport;

/// <summary>Why a session ended or did not begin.</summary>
enum TransportReason : byte
{
    None = 0,

    /// <summary>The other side left.</summary>
    Left = 1,

    /// <summary>The server stops.</summary>
    Stopping = 2,

    /// <summary>Nothing was heard for too long.</summary>
    TimedOut = 3,

    /// <summary>The server has no place.</summary>
    Full = 4,

    /// <summary>Too many sessions of one address.</summary>
    TooManyFromAddress = 5,

    /// <summary>The other side speaks another version.</summary>
    Version = 6,

    /// <summary>The other side broke the protocol.</summary>
    Protocol = 7,

    /// <summary>The other side does not read its reliable messages.</summary>
    TooSlow = 8,

    /// <summary>The application's own reason; the text tells.</summary>
    Application = 9,
}
