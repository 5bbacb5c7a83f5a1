using System.Text.Json;

namespace Patchbay.Services.Rpc;

/// <summary>An error of JSON-RPC: thrown by a handler it becomes the answer, thrown by a call it is the answer.</summary>
/// <param name="code">See <see cref="RpcErrorCodes"/>; any number outside the reserved ones is the application's.</param>
/// <param name="message">One short sentence.</param>
/// <param name="data">More about it, any JSON; null for none.</param>
public sealed class RpcException(int code, string message, JsonElement? data = null) : Exception(message)
{
    /// <summary>What kind of error.</summary>
    public int Code { get; } = code;

    /// <summary>What else the peer tells; null when nothing.</summary>
    public JsonElement? Details { get; } = data;
}
