using Patchbay.Services.Game.Transport;

namespace Patchbay.Services.Tests.Game;

/// <summary>A client's way to the server and back, through simulated networks.</summary>
sealed class SimulatedLink(byte[] address, NetworkConditions conditions)
{
    public byte[] Address { get; } = address;

    public NetworkSimulator ToServer { get; } = new(conditions);

    public NetworkSimulator ToClient { get; } = new(conditions with { Seed = conditions.Seed + 1_000_003 });

    /// <summary>Nothing passes, in either direction.</summary>
    public bool IsCut { get; set; }

    /// <summary>Every datagram the client sent, for who wants to forge or repeat them.</summary>
    public List<byte[]> Sent { get; } = [];
}
