namespace Patchbay.Services.Rpc;

/// <summary>One request, notification or answer. Its parts are pieces of the bytes it was read from and valid as long as they are.</summary>
/// <param name="Kind">What it is.</param>
public readonly record struct RpcMessage(RpcMessageKind Kind)
{
    /// <summary>The id as it was written, quotes and digits included: what an answer repeats. Empty where there is none, or none that can be told.</summary>
    public ReadOnlyMemory<byte> Id { get; init; }

    /// <summary>The method's name in UTF-8, escapes resolved.</summary>
    public ReadOnlyMemory<byte> Method { get; init; }

    /// <summary>The parameters as JSON, an object or an array; empty where there are none.</summary>
    public ReadOnlyMemory<byte> Params { get; init; }

    /// <summary>The result, or the error's object, as JSON.</summary>
    public ReadOnlyMemory<byte> Outcome { get; init; }
}
