namespace Patchbay.Sockets;

/// <summary>What a <see cref="WebSocketFrameReader"/> saw.</summary>
internal enum WebSocketEventKind
{
    /// <summary>Nothing yet: more octets are needed.</summary>
    NeedMore,

    /// <summary>Octets of a message were written to the output.</summary>
    Data,

    /// <summary>A message is whole.</summary>
    MessageEnd,

    /// <summary>A ping; <see cref="WebSocketFrameReader.Control"/> is to be sent back.</summary>
    Ping,

    /// <summary>A pong, asked for or not.</summary>
    Pong,

    /// <summary>A Close frame: <see cref="WebSocketFrameReader.CloseCode"/> and <see cref="WebSocketFrameReader.CloseReason"/>. Nothing follows.</summary>
    Close,

    /// <summary>The peer has finished sending messages (half-close extension). Control frames may follow.</summary>
    Finish,

    /// <summary>The peer broke the protocol: <see cref="WebSocketFrameReader.Failure"/>, to be answered with a Close of <see cref="WebSocketFrameReader.CloseCode"/>. Nothing follows.</summary>
    Failed,
}
