namespace Patchbay.Services.Rpc;

/// <summary>One step of a decoder.</summary>
/// <param name="Kind">What was found.</param>
/// <param name="Bytes">The message, valid until the decoder is asked again; else empty.</param>
/// <param name="Reason">What is wrong, where more is to be said than that it cannot be parsed; else null.</param>
public readonly record struct RpcFrame(RpcFrameKind Kind, ReadOnlyMemory<byte> Bytes, string? Reason = null);
