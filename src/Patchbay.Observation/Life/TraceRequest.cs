using System.Diagnostics;

namespace Patchbay.Observation;

/// <summary>Which program's calls are to be told, and how. Either <see cref="Command"/> or <see cref="ProcessId"/> is given.</summary>
public sealed record TraceRequest
{
    /// <summary>
    /// The command line that runs the tracer, a process of its own: the program <c>patchbay</c> and its hidden verb, to which the rest is appended. ptrace(2) ties a tracer to one
    /// thread and to waitpid(2), which a program that starts others itself cannot share.
    /// </summary>
    public required IReadOnlyList<string> Tracer { get; init; }

    /// <summary>The program to start, found in PATH when it has no slash, and its arguments; empty to watch a running one.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>The running process to watch, with all its threads; 0 to start one.</summary>
    public int ProcessId { get; init; }

    /// <summary>When the recording began, from which <see cref="LifeEvent.At"/> is counted: CLOCK_MONOTONIC in nanoseconds, as <see cref="Stopwatch.GetTimestamp"/> gives it on Linux.</summary>
    public long Start { get; init; } = Stopwatch.GetTimestamp();

    /// <summary>How many bytes of the payload of a call are told in <see cref="CallEvent.Arguments"/>; 0, the default, tells sizes only.</summary>
    public int Data { get; init; }

    /// <summary>The program that is started writes to our stderr what it writes to stdout: where our stdout is data.</summary>
    public bool OutputToError { get; init; }
}
