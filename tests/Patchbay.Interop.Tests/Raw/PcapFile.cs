using System.Buffers.Binary;

namespace Patchbay.Interop.Tests.Raw;

/// <summary>Classic pcap files (draft-ietf-opsawg-pcap): either byte order, microseconds or nanoseconds. Writes in the machine's order.</summary>
static class PcapFile
{
    public const uint Ethernet = 1;

    const uint Microseconds = 0xa1b2c3d4;
    const uint Nanoseconds = 0xa1b23c4d;
    const int FileHeader = 24;
    const int RecordHeader = 16;

    public static List<byte[]> Read(ReadOnlySpan<byte> file)
    {
        var magic = BinaryPrimitives.ReadUInt32LittleEndian(file);
        var little = magic is Microseconds or Nanoseconds;
        Assert.True(little || BinaryPrimitives.ReverseEndianness(magic) is Microseconds or Nanoseconds, $"no pcap file: {magic:x8}");
        var packets = new List<byte[]>();
        for (var at = FileHeader; at + RecordHeader <= file.Length;)
        {
            var length = (int)(little ? BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 8)..]) : BinaryPrimitives.ReadUInt32BigEndian(file[(at + 8)..]));
            packets.Add(file.Slice(at + RecordHeader, length).ToArray());
            at += RecordHeader + length;
        }

        return packets;
    }

    public static byte[] Write(IEnumerable<byte[]> packets, uint link = Ethernet)
    {
        var file = new MemoryStream();
        foreach (var word in (ReadOnlySpan<uint>)[Microseconds, 4 << 16 | 2, 0, 0, 262_144, link])
        {
            file.Write(BitConverter.GetBytes(word));
        }

        foreach (var packet in packets)
        {
            foreach (var word in (ReadOnlySpan<uint>)[0, 0, (uint)packet.Length, (uint)packet.Length])
            {
                file.Write(BitConverter.GetBytes(word));
            }

            file.Write(packet);
        }

        return file.ToArray();
    }
}
