namespace Patchbay.Services.Game.Transport;

/// <summary>The first byte of a datagram.</summary>
enum TransportPacket : byte
{
    Hello = 1,
    Challenge = 2,
    Connect = 3,
    Accept = 4,
    Refuse = 5,
    Data = 6,
}
