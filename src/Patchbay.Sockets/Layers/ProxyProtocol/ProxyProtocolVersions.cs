namespace Patchbay.Sockets;

/// <summary>The versions of the PROXY protocol.</summary>
[Flags]
public enum ProxyProtocolVersions
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>One line of text.</summary>
    V1 = 1,

    /// <summary>Binary, with room for more than addresses.</summary>
    V2 = 2,

    /// <summary>Either.</summary>
    Any = V1 | V2,
}
