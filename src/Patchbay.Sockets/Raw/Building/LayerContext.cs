namespace Patchbay.Sockets;

/// <summary>What a layer stands between while a packet is built.</summary>
/// <param name="Inner">The layer it carries, or null.</param>
/// <param name="Network">The IP layer it is in, or null.</param>
readonly record struct LayerContext(PacketLayer? Inner, NetworkLayer? Network);
