using Patchbay.Services.Game.Transport;

namespace Patchbay.Services.Tests.Game;

/// <summary>Sends back what it receives, the way it came, and keeps count.</summary>
sealed class EchoApplication : ITransportApplication
{
    public List<TransportSession> Connected { get; } = [];

    public List<TransportReason> Disconnected { get; } = [];

    public List<byte[]> Reliable { get; } = [];

    public int Unreliable { get; private set; }

    public void OnConnected(TransportSession session) => Connected.Add(session);

    public void OnReliable(TransportSession session, ReadOnlySpan<byte> message)
    {
        Reliable.Add(message.ToArray());
        Assert.True(session.Connection.TrySendReliable(message));
    }

    public void OnUnreliable(TransportSession session, ReadOnlySpan<byte> message)
    {
        Unreliable++;
        session.Connection.SendUnreliable(message);
    }

    public void OnDisconnected(TransportSession session, TransportReason reason) => Disconnected.Add(reason);
}
