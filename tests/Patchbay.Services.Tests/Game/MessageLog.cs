using Patchbay.Services.Game.Transport;

namespace Patchbay.Services.Tests.Game;

/// <summary>Keeps what is received.</summary>
readonly struct MessageLog() : ITransportReceiver
{
    public List<byte[]> Reliable { get; } = [];

    public List<byte[]> Unreliable { get; } = [];

    public void OnReliable(scoped ReadOnlySpan<byte> message) => Reliable.Add(message.ToArray());

    public void OnUnreliable(scoped ReadOnlySpan<byte> message) => Unreliable.Add(message.ToArray());
}
