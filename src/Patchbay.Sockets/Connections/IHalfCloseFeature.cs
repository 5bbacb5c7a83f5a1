namespace Patchbay.Sockets;

/// <summary>
/// Whether the two directions of a connection end separately (RFC 9293 section 3.6). When <see cref="IsEnabled"/>, a peer's FIN is
/// only <c>ReadResult.IsCompleted</c> and completing the output sends FIN while reading goes on; <c>ConnectionClosed</c> fires when both
/// directions have ended. When not, the connection behaves as stock Kestrel's: the first FIN in either direction ends it.
/// </summary>
public interface IHalfCloseFeature
{
    /// <summary>Default true under <see cref="ConnectionHost"/> and for client connections, false under Kestrel. Set it before the first read or write, and before <c>ConnectionClosed</c> is asked for; a FIN may be there already.</summary>
    bool IsEnabled { get; set; }

    /// <summary>The peer's FIN has arrived: no byte will follow those already received.</summary>
    bool PeerHasFinished { get; }

    /// <summary>Our FIN has been handed to the kernel: no byte can be sent any more.</summary>
    bool WeHaveFinished { get; }

    /// <summary>
    /// Waits, after the output was completed, until its last byte and our FIN have been handed to the kernel: completing alone returns before that.
    /// </summary>
    /// <exception cref="Microsoft.AspNetCore.Connections.ConnectionResetException">The connection ended before, so that bytes may be lost.</exception>
    Task WaitUntilWeFinishedAsync();
}
