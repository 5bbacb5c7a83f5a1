using System.Buffers.Binary;
using System.Net;

namespace Patchbay.Sockets;

/// <summary>Big-endian fields of bytes that may end anywhere: what is not there reads as 0 or as nothing.</summary>
static class HeaderBytes
{
    public static byte U8(this ReadOnlySpan<byte> bytes, int at) => at < bytes.Length ? bytes[at] : (byte)0;

    public static ushort U16(this ReadOnlySpan<byte> bytes, int at) =>
        at + 2 <= bytes.Length ? BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]) : (ushort)0;

    public static uint U32(this ReadOnlySpan<byte> bytes, int at) =>
        at + 4 <= bytes.Length ? BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]) : 0;

    /// <summary>The part of <paramref name="length"/> bytes from <paramref name="at"/>, as far as it is there.</summary>
    public static ReadOnlySpan<byte> Part(this ReadOnlySpan<byte> bytes, int at, int length)
    {
        var from = Math.Clamp(at, 0, bytes.Length);
        return bytes.Slice(from, Math.Clamp(length, 0, bytes.Length - from));
    }

    public static ReadOnlySpan<byte> From(this ReadOnlySpan<byte> bytes, int at) => bytes[Math.Clamp(at, 0, bytes.Length)..];

    /// <summary>Four bytes are an IPv4 address, 16 an IPv6 address; a cut one is 0.0.0.0.</summary>
    public static IPAddress ToAddress(ReadOnlySpan<byte> bytes) => bytes.Length is 4 or 16 ? new IPAddress(bytes) : IPAddress.Any;
}
