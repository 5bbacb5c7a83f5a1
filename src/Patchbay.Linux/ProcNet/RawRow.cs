namespace Patchbay.Linux;

/// <summary>One line of /proc/net/raw or raw6.</summary>
/// <param name="Inet">The columns it shares with TCP and UDP. The local port is the protocol number.</param>
/// <param name="ReceiveQueue">Bytes received and not read, with the kernel's overhead.</param>
/// <param name="SendQueue">Bytes handed to the network and not freed.</param>
/// <param name="Drops">Packets thrown away for want of room.</param>
public readonly record struct RawRow(InetRow Inet, uint ReceiveQueue, uint SendQueue, uint Drops);
