using System.Buffers.Binary;

namespace Patchbay.Sockets;

/// <summary>The checksum of IP, ICMP, TCP and UDP: the complement of the one's complement sum of 16-bit words (RFC 1071). Pure; thread-safe.</summary>
public static class InternetChecksum
{
    /// <summary>The checksum of the bytes; an odd last byte counts as if a zero followed. Where the field itself lies it has to be zero.</summary>
    /// <param name="bytes">At most 128 KiB.</param>
    /// <param name="sum">What <see cref="Sum"/> gave of bytes before these, as of a pseudo header.</param>
    public static ushort Compute(ReadOnlySpan<byte> bytes, uint sum = 0) => (ushort)~Fold(Sum(bytes, sum));

    /// <summary>The bytes with their checksum in place sum up to all ones.</summary>
    /// <param name="bytes">At most 128 KiB.</param>
    /// <param name="sum">The sum of a pseudo header.</param>
    public static bool IsGood(ReadOnlySpan<byte> bytes, uint sum = 0) => Fold(Sum(bytes, sum)) == 0xffff;

    /// <summary>Adds 16-bit words to a sum that is not folded yet. Only the last part may have an odd length.</summary>
    public static uint Sum(ReadOnlySpan<byte> bytes, uint sum = 0)
    {
        ulong total = sum;
        while (bytes.Length >= 4)
        {
            total += BinaryPrimitives.ReadUInt32BigEndian(bytes);
            bytes = bytes[4..];
        }

        if (bytes.Length >= 2)
        {
            total += BinaryPrimitives.ReadUInt16BigEndian(bytes);
            bytes = bytes[2..];
        }

        if (bytes.Length == 1)
        {
            total += (uint)bytes[0] << 8;
        }

        // 2^16 = 1 in one's complement: the upper halves can be added to the lower ones.
        total = (total & 0xffff_ffff) + (total >> 32);
        total = (total & 0xffff_ffff) + (total >> 32);
        return (uint)((total & 0xffff) + (total >> 16));
    }

    /// <summary>The sum in 16 bits, the carries added in.</summary>
    public static ushort Fold(uint sum)
    {
        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)((sum & 0xffff) + (sum >> 16));
    }
}
