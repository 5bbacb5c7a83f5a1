namespace Patchbay.Services.Rpc;

/// <summary>The bounds of what a peer may send. Immutable.</summary>
public sealed record RpcLimits
{
    /// <summary>The deepest nesting that any limit allows: the scanner keeps one bit a level.</summary>
    public const int DeepestNesting = 64;

    /// <summary>The bounds with their defaults.</summary>
    public static RpcLimits Default { get; } = new();

    /// <summary>Bytes of one message, without its framing. Checked before memory is taken for them.</summary>
    /// <remarks>Default 16 MiB. At least 1.</remarks>
    public int MaxMessageBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Bytes of the header block before a message, its blank line included.</summary>
    /// <remarks>Default 4 KiB.</remarks>
    public int MaxHeaderBytes { get; init; } = 4096;

    /// <summary>Objects and arrays inside one another.</summary>
    /// <remarks>Default and most: 64.</remarks>
    public int MaxDepth { get; init; } = DeepestNesting;

    /// <summary>Messages in one batch.</summary>
    /// <remarks>Default 1,000.</remarks>
    public int MaxBatch { get; init; } = 1000;
}
