namespace Patchbay.Sockets;

/// <summary>Hears of sockets' lives. Called on the engine's own threads: return at once, never block, never throw.</summary>
public interface ISocketEventSink
{
    /// <summary>One step happened. Called in order for one socket; from several threads for different sockets.</summary>
    void OnEvent(in SocketEvent socketEvent);
}
