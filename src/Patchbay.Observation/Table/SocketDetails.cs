namespace Patchbay.Observation;

/// <summary>What to tell of each socket besides its row. Each costs time.</summary>
[Flags]
public enum SocketDetails
{
    /// <summary>The row alone.</summary>
    None = 0,

    /// <summary><see cref="SocketRow.Tcp"/> and <see cref="SocketRow.Congestion"/>.</summary>
    TcpInfo = 1,

    /// <summary><see cref="SocketRow.Memory"/>.</summary>
    Memory = 2,

    /// <summary><see cref="SocketRow.Owners"/>: one walk over the descriptors of every process, before the first row.</summary>
    Owners = 4,
}
