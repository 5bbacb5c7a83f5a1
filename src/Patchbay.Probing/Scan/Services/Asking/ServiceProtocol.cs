using System.Collections.Immutable;

namespace Patchbay.Probing;

/// <summary>Reads what came over a connection, from its beginning; null for what is not (or not yet) the protocol's.</summary>
delegate ServiceFinding? ServiceRecognizer(ReadOnlySpan<byte> answer);

/// <summary>Whether an answer is complete.</summary>
delegate bool AnswerEnd(ReadOnlySpan<byte> answer);

/// <summary>One protocol as the detector knows it: what is said, and how what comes is read. Pure.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Recognize">Reads the transcript of a connection.</param>
sealed record ServiceProtocol(string Name, ServiceRecognizer Recognize)
{
    /// <summary>What is said, to a host of this name; null when there is nothing to say.</summary>
    public Func<string, ImmutableArray<byte>>? Request { get; init; }

    /// <summary>The server speaks first: the request follows its greeting.</summary>
    public bool ServerSpeaksFirst { get; init; }

    /// <summary>Asked on ports of any other protocol too.</summary>
    public bool IsGeneral { get; init; }

    /// <summary>Where it is expected.</summary>
    public ImmutableArray<ushort> Ports { get; init; } = [];

    /// <summary>Where it is expected inside TLS.</summary>
    public ImmutableArray<ushort> TlsPorts { get; init; } = [];

    /// <summary>The answer is complete; by default as soon as it is recognized as the protocol's own.</summary>
    public AnswerEnd? IsWhole { get; init; }

    /// <summary>There is nothing to wait for any more.</summary>
    public bool HasEnough(ReadOnlySpan<byte> answer) => IsWhole is not null ? IsWhole(answer) : Recognize(answer)?.Evidence == ServiceEvidence.Handshake;
}
