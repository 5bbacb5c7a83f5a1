namespace Patchbay.Services.Game.Transport;

/// <summary>A client of a listener.</summary>
sealed class TransportSession(PeerAddress peer, ulong clientNonce, TransportConnection connection, byte[] accept, long now, int packetsPerSecond)
{
    TokenBucket _rate = new(packetsPerSecond, packetsPerSecond, now);

    public PeerAddress Peer { get; } = peer;

    public TransportConnection Connection { get; } = connection;

    /// <summary>When the accept was made.</summary>
    public long Since { get; } = now;

    /// <summary>Since when, for people.</summary>
    public DateTimeOffset SinceTime { get; } = DateTimeOffset.UtcNow;

    /// <summary>The client has sent a packet with the keys.</summary>
    public bool IsConnected { get; set; }

    public long BytesReceived { get; set; }

    public long BytesSent { get; set; }

    /// <summary>What the application keeps for it.</summary>
    public object? State { get; set; }

    /// <summary>The accept, to be said again while the client asks; empty once it is connected.</summary>
    public ReadOnlySpan<byte> Accept => IsConnected ? default : accept;

    public bool IsOf(ReadOnlySpan<byte> address, ulong nonce) => nonce == clientNonce && Peer.Is(address);

    public bool MayReceive(long now) => _rate.TryTake(now);
}
