namespace Patchbay.Services.Game.Transport;

/// <summary>Where a client stands.</summary>
enum TransportClientState
{
    /// <summary>Asking for a cookie.</summary>
    Greeting,

    /// <summary>Has a cookie, agrees on keys.</summary>
    Connecting,
    Connected,

    /// <summary>Over; the reason is told.</summary>
    Ended,
}
