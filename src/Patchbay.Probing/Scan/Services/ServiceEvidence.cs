namespace Patchbay.Probing;

/// <summary>How it is known which service it is; more is better.</summary>
public enum ServiceEvidence
{
    /// <summary>The port's registered name alone: a guess.</summary>
    Port,

    /// <summary>Words that it said by itself or in answer to a foreign request.</summary>
    Banner,

    /// <summary>It answered its own protocol's request as its specification says.</summary>
    Handshake,
}
