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

    public int BufferCount { get; init; } = 1024;

    public int BufferSize { get; init; } = 4096;

    public UnreadLimit UnreadLimit => new(Options.MaxReadBufferSize);

    public IFaultInjector? Faults => Options.Faults;
}
