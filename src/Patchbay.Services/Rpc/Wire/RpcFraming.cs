namespace Patchbay.Services.Rpc;

/// <summary>How messages follow one another in a stream.</summary>
public enum RpcFraming
{
    /// <summary>Not known yet: the peer's first byte that is no blank tells.</summary>
    Unknown,

    /// <summary>JSON texts one after another; ours end with a newline, a peer's may follow at once or span lines.</summary>
    Lines,

    /// <summary><c>Content-Length</c> and an empty line before each, as the base protocol of the Language Server Protocol has it.</summary>
    Headers,
}
