namespace Patchbay.Sockets;

/// <summary>What a frame is (RFC 6455 section 5.2). Bit 3 marks control frames.</summary>
internal enum WebSocketOpcode
{
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA,

    /// <summary>No more messages will follow from this side, and reading goes on. Of the extension <see cref="WebSocketHandshake.HalfCloseExtension"/>, and forbidden without it.</summary>
    Finish = 0xB,
}
