namespace Patchbay.Sockets;

/// <summary>What the rings of one engine have in common.</summary>
internal sealed record RingSettings
{
    public required bool IsPinned { get; init; }

    public required SocketEngineOptions Options { get; init; }

    /// <summary>Entries filled between two enters; a full queue is submitted early, so this bounds memory, not work.</summary>
    public uint SubmissionEntries { get; init; } = 512;

    /// <summary>Completions the kernel keeps without allocating; beyond it keeps a list (FEAT_NODROP).</summary>
    public uint CompletionEntries { get; init; } = 4096;

    /// <summary>Receive buffers a ring lends to the kernel.</summary>
    public int BufferCount => Options.ReceiveBuffers;

    /// <summary>Bytes in one: a stream costs half with 16 KiB of what it costs with 4 KiB, and a short message no more.</summary>
    public const int BufferSize = PinnedBlockPool.BlockSize;

    public UnreadLimit UnreadLimit => new(Options.MaxReadBufferSize);

    public IFaultInjector? Faults => Options.Faults;
}
