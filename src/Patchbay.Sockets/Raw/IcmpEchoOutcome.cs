namespace Patchbay.Sockets;

/// <summary>What came back for an echo request.</summary>
public enum IcmpEchoOutcome
{
    /// <summary>The echo.</summary>
    Reply,

    /// <summary>The echo once more.</summary>
    Duplicate,

    /// <summary>An ICMP error about the request.</summary>
    Error,
}
