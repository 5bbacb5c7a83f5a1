namespace Patchbay.Sockets;

/// <summary>One step of one socket's life.</summary>
/// <param name="Step">Which step.</param>
/// <param name="Timestamp">When: <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/> ticks, comparable within the process.</param>
/// <param name="SocketId">A number unique in this process: descriptors are reused, this is not. 1, 2, 3 …</param>
/// <param name="Descriptor">The descriptor, or -1.</param>
/// <param name="Tuple">Protocol and ends as known at this step.</param>
public readonly record struct SocketEvent(SocketStep Step, long Timestamp, long SocketId, int Descriptor, FiveTuple Tuple)
{
    /// <summary>Bytes moved, for <see cref="SocketStep.Received"/> and <see cref="SocketStep.Sent"/>; else 0.</summary>
    public long Bytes { get; init; }

    /// <summary>How long the step took as the program saw it; zero where the step takes no time.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The kernel's error number, or 0.</summary>
    public int Errno { get; init; }

    /// <summary>For <see cref="SocketStep.Accepted"/>, the <see cref="SocketId"/> of the listener; else 0.</summary>
    public long ListenerId { get; init; }

    /// <summary>For <see cref="SocketStep.Annotated"/>, the service's words; for a failure, a reason; else null.</summary>
    public string? Note { get; init; }
}
