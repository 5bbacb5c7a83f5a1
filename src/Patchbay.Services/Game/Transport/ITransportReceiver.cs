namespace Patchbay.Services.Game.Transport;

/// <summary>Hears what a connection receives. The bytes are lent for the call.</summary>
interface ITransportReceiver
{
    /// <summary>The next message of the reliable channel: each once, in the order they were sent.</summary>
    void OnReliable(scoped ReadOnlySpan<byte> message);

    /// <summary>A message that may be lost or overtaken by others, but comes once at most.</summary>
    void OnUnreliable(scoped ReadOnlySpan<byte> message);
}
