namespace Patchbay.Sockets;

/// <summary>One layer of a packet to be built by <see cref="PacketBuilder"/>. Immutable.</summary>
public abstract record PacketLayer
{
    private protected PacketLayer()
    {
    }

    /// <summary>How many bytes its header takes.</summary>
    internal abstract int HeaderLength { get; }

    /// <summary>What the header before it calls it, as an EtherType; null when it has no such number.</summary>
    internal virtual ushort? EtherType => null;

    /// <summary>What the IP header before it calls it; null when it has no such number.</summary>
    internal virtual byte? ProtocolOver(bool ipv6) => null;

    /// <summary>Writes the header. Everything behind it is written.</summary>
    /// <param name="packet">The header, all zeros, and what it carries.</param>
    /// <param name="context">What it stands between.</param>
    internal abstract void Write(Span<byte> packet, LayerContext context);
}
