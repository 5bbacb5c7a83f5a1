namespace Patchbay.Services.Game.Transport;

/// <summary>What runs on a listener's sessions. Called on the thread that feeds the listener; the bytes are lent for the call.</summary>
interface ITransportApplication
{
    /// <summary>A client has proved its address and holds the keys.</summary>
    void OnConnected(TransportSession session);

    void OnReliable(TransportSession session, ReadOnlySpan<byte> message);

    void OnUnreliable(TransportSession session, ReadOnlySpan<byte> message);

    /// <summary>A session that was connected has ended; see its connection's end.</summary>
    void OnDisconnected(TransportSession session, TransportReason reason);
}
