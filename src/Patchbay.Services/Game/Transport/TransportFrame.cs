namespace Patchbay.Services.Game.Transport;

/// <summary>The first byte of a frame within a data packet.</summary>
enum TransportFrame : byte
{
    Reliable = 1,
    Unreliable = 2,
    Disconnect = 3,

    /// <summary>Nothing but a wish to be acknowledged.</summary>
    Ping = 4,
}
