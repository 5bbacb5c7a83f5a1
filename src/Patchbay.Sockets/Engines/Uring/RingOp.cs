namespace Patchbay.Sockets;

/// <summary>What a completion is about: the low byte of its user data.</summary>
internal enum RingOp : byte
{
    Wake = 1,
    Accept,
    Receive,
    Send,
    Connect,
    Cancel,
}
