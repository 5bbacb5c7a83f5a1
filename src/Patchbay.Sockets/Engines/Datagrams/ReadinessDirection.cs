namespace Patchbay.Sockets;

/// <summary>What a socket is to be ready for.</summary>
internal enum ReadinessDirection
{
    Receive,
    Send,
}
