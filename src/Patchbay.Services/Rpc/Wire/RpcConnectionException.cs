namespace Patchbay.Services.Rpc;

/// <summary>A call got no answer because its connection ended, or cannot be made on it.</summary>
/// <param name="message">Why, without a final full stop.</param>
/// <param name="inner">The cause, or null.</param>
public sealed class RpcConnectionException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What the peer sent is no JSON-RPC.</summary>
    public bool IsGarbled { get; init; }
}
