using System.Net;

namespace Patchbay.Observation;

/// <summary>One line of <c>lab step</c>, read.</summary>
/// <param name="Verb">What to do.</param>
public sealed record StepCommand(StepVerb Verb)
{
    /// <summary>The socket it is about.</summary>
    public string? Socket { get; init; }

    /// <summary>The name of the socket that comes to be: of socket and accept.</summary>
    public string? Made { get; init; }

    /// <summary>The kind of socket.</summary>
    public LabSocketKind Kind { get; init; }

    /// <summary>Where to bind, connect or send; null when it is where another socket of the laboratory is.</summary>
    public IPEndPoint? Address { get; init; }

    /// <summary>The socket whose local end is the address.</summary>
    public string? AddressOf { get; init; }

    /// <summary>The backlog of listen, the room of recv, the value of setsockopt, the direction of shutdown (0 read, 1 write, 2 both).</summary>
    public int Number { get; init; }

    /// <summary>The bytes of send.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>The option.</summary>
    public StepOption? Option { get; init; }

    /// <summary>How long to wait when the call would block; null not to.</summary>
    public TimeSpan? Limit { get; init; }
}
