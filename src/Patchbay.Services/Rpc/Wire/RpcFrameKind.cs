namespace Patchbay.Services.Rpc;

/// <summary>What the decoder found.</summary>
public enum RpcFrameKind
{
    /// <summary>Nothing whole yet: every byte was taken in.</summary>
    None,

    /// <summary>One message.</summary>
    Message,

    /// <summary>Bytes that are no message; the decoder goes on after them.</summary>
    Error,

    /// <summary>As <see cref="Error"/>, and where the next message begins cannot be known: the stream is lost.</summary>
    Lost,
}
