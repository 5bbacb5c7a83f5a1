namespace Patchbay.Sockets;

/// <summary>Why a raw or packet socket was not opened.</summary>
public enum RawFailure
{
    /// <summary>The right CAP_NET_RAW is missing.</summary>
    Denied,

    /// <summary>The name has no address that the protocol can use.</summary>
    NameNotResolved,

    /// <summary>There is no such interface, or it is not usable.</summary>
    NoInterface,

    /// <summary>There is no such protocol.</summary>
    NoProtocol,

    /// <summary>The host cannot be reached from here.</summary>
    Unreachable,

    /// <summary>Anything else.</summary>
    Other,
}
