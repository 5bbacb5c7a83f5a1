namespace Patchbay.Probing;

/// <summary>What became of a request.</summary>
public enum PingOutcome
{
    /// <summary>The echo came, the connection was made, or a datagram came back.</summary>
    Answered,

    /// <summary>The host itself said that nobody listens: a reset, or "port unreachable". An answer too.</summary>
    Closed,

    /// <summary>Nothing came in time.</summary>
    Lost,

    /// <summary>The answer to a request that counts as lost.</summary>
    Late,

    /// <summary>The answer once more.</summary>
    Duplicate,

    /// <summary>An ICMP error on the way.</summary>
    Error,

    /// <summary>Our own system did not send it.</summary>
    NotSent,
}
