using Patchbay.Linux;

namespace Patchbay.Services.Patch;

/// <summary>How a <see cref="SpliceEngine"/> works.</summary>
internal sealed record SpliceSettings
{
    /// <summary>Threads, each with its own epoll, pipes and buffer. A pair of sockets stays on one.</summary>
    public int Threads { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 16);

    /// <summary>
    /// What one recv(2) takes of a connection that says little at a time. One that fills it has more to say: from then on its bytes are spliced.
    /// </summary>
    public int SmallRead { get; init; } = 16 * 1024;

    /// <summary>What one recv(2) takes when there is no pipe to be had.</summary>
    public int LargeRead { get; init; } = 256 * 1024;

    /// <summary>The most that one splice(2) takes.</summary>
    public int Splice { get; init; } = 1024 * 1024;

    /// <summary>How many bytes wake a direction that is busy for long; 0 wakes for every packet.</summary>
    public int Gather { get; init; } = 512 * 1024;

    /// <summary>How many bytes must come without a pause before a direction counts as busy for long; twice as many after each pause.</summary>
    public long GatherAfter { get; init; } = 8 * 1024 * 1024;

    /// <summary>Bytes that one direction may move while others wait.</summary>
    public int Turn { get; init; } = 1024 * 1024;

    /// <summary>The most pipes of a thread; beyond them bytes are copied. Each is two descriptors, and only a direction whose receiver is slow keeps one.</summary>
    public int MostPipes { get; init; } = 256;

    /// <summary>How large the pipe of a busy direction may grow.</summary>
    public int LargestPipe { get; init; } = 16 * KernelPipe.DefaultSize;

    /// <summary>Null in production.</summary>
    public ISpliceFaults? Faults { get; init; }
}
