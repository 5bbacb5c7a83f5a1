namespace Patchbay.Observation;

/// <summary>Which tables to read.</summary>
[Flags]
public enum SocketTables
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>TCP.</summary>
    Tcp = 1,

    /// <summary>UDP.</summary>
    Udp = 2,

    /// <summary>Raw IP.</summary>
    Raw = 4,

    /// <summary>Unix.</summary>
    Unix = 8,

    /// <summary>Packet.</summary>
    Packet = 16,

    /// <summary>What speaks to other machines: all but Unix.</summary>
    Network = Tcp | Udp | Raw | Packet,

    /// <summary>All of them.</summary>
    All = Network | Unix,
}
