namespace Patchbay.Sockets;

/// <summary>An Ethernet header with its VLAN tags (IEEE 802.3, 802.1Q). A view of the bytes it was read from.</summary>
public readonly ref struct EthernetHeader
{
    /// <summary>Bytes of a header without tags.</summary>
    public const int SmallestSize = 14;

    /// <summary>Tags that are read; a ninth would be payload.</summary>
    public const int MostTags = 8;

    const int FirstType = 12;

    readonly ReadOnlySpan<byte> _bytes;

    EthernetHeader(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        while (TagCount < MostTags && bytes.U16(FirstType + (TagCount * VlanTag.Size)) is EtherTypes.Vlan or EtherTypes.ServiceVlan)
        {
            TagCount++;
        }

        HeaderLength = SmallestSize + (TagCount * VlanTag.Size);
        Faults = bytes.Length < HeaderLength ? HeaderFaults.Truncated : HeaderFaults.None;

        // An 802.3 frame says its length; what is behind it pads to the smallest frame.
        var rest = bytes.From(HeaderLength);
        var isLength = bytes.Length >= HeaderLength && EtherType < EtherTypes.Smallest;
        Payload = isLength ? rest.Part(0, EtherType) : rest;
        Faults |= isLength && EtherType > rest.Length ? HeaderFaults.PayloadCut : HeaderFaults.None;
    }

    /// <summary>What is wrong.</summary>
    public HeaderFaults Faults { get; }

    /// <summary>Bytes of the header: 14, and 4 for each tag.</summary>
    public int HeaderLength { get; }

    /// <summary>To whom.</summary>
    public MacAddress Destination => MacAddress.Read(_bytes);

    /// <summary>From whom.</summary>
    public MacAddress Source => MacAddress.Read(_bytes.From(MacAddress.Size));

    /// <summary>How many VLAN tags it has.</summary>
    public int TagCount { get; }

    /// <summary>What the payload is (<see cref="EtherTypes"/>), or below 0x600 its length.</summary>
    public ushort EtherType => _bytes.U16(HeaderLength - 2);

    /// <summary>What follows the header. An upper protocol's own length tells where padding begins.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Reads a header. Takes any bytes.</summary>
    public static EthernetHeader Decode(ReadOnlySpan<byte> frame) => new(frame);

    /// <summary>A VLAN tag, the outermost first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tag.</exception>
    public VlanTag Tag(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, TagCount);
        var at = FirstType + (index * VlanTag.Size);
        return new VlanTag(_bytes.U16(at), _bytes.U16(at + 2));
    }
}
