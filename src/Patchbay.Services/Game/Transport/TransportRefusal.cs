namespace Patchbay.Services.Game.Transport;

/// <summary>Why a datagram was dropped; each is counted in <see cref="TransportCounters"/>.</summary>
enum TransportRefusal
{
    /// <summary>It was taken.</summary>
    None,

    /// <summary>Too short, too long, an unknown kind, or fields that make no sense.</summary>
    Malformed,

    /// <summary>Of no session.</summary>
    UnknownSession,

    /// <summary>Of a session, from another address than the session's.</summary>
    WrongAddress,

    /// <summary>The tag is not the other side's.</summary>
    Forged,

    /// <summary>It came before, or is too old to tell.</summary>
    Replayed,

    /// <summary>More than the peer may send.</summary>
    TooFast,

    /// <summary>A cookie that we did not make for that address lately.</summary>
    BadCookie,

    /// <summary>No place, or too many of one address.</summary>
    NoPlace,
}
