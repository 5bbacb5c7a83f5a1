namespace Patchbay.Sockets;

/// <summary>
/// Puts layers together into a packet. Lengths, checksums and the numbers by which each header names the next are filled in. Pure; thread-safe.
/// </summary>
public static class PacketBuilder
{
    /// <summary>Builds a packet.</summary>
    /// <param name="layers">The outermost first. TCP and UDP without an IP layer before them have no checksum.</param>
    /// <exception cref="ArgumentException">Something does not fit: options over 40 bytes, a payload over 64 KiB, an address of the wrong version.</exception>
    public static byte[] Build(params ReadOnlySpan<PacketLayer> layers)
    {
        var length = 0;
        foreach (var layer in layers)
        {
            length += layer.HeaderLength;
        }

        // From the innermost out: a checksum and a length cover what follows.
        var packet = new byte[length];
        var start = length;
        for (var i = layers.Length - 1; i >= 0; i--)
        {
            start -= layers[i].HeaderLength;
            layers[i].Write(packet.AsSpan(start), new LayerContext(i + 1 < layers.Length ? layers[i + 1] : null, NetworkBefore(layers[..i])));
        }

        return packet;
    }

    static NetworkLayer? NetworkBefore(ReadOnlySpan<PacketLayer> layers)
    {
        for (var i = layers.Length - 1; i >= 0; i--)
        {
            if (layers[i] is NetworkLayer network)
            {
                return network;
            }
        }

        return null;
    }
}
