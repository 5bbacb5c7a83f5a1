using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Patchbay.Sockets;

/// <summary>The masking of a client's payload (RFC 6455 section 5.3): octet i XOR octet i mod 4 of the key. Its own inverse.</summary>
internal static class WebSocketMask
{
    /// <summary>Copies with the mask on, or off.</summary>
    /// <param name="source">The octets.</param>
    /// <param name="target">At least as long.</param>
    /// <param name="key">The key, its first octet in the highest place.</param>
    /// <param name="offset">How many octets of this payload came before.</param>
    public static void Apply(ReadOnlySpan<byte> source, Span<byte> target, uint key, long offset)
    {
        var turned = BitOperations.RotateLeft(key, (int)(offset & 3) * 8);
        Span<byte> octets = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, turned);
        var pattern = new Vector<uint>(MemoryMarshal.Read<uint>(octets)).As<uint, byte>();
        var done = 0;
        for (; done <= source.Length - Vector<byte>.Count; done += Vector<byte>.Count)
        {
            (new Vector<byte>(source[done..]) ^ pattern).CopyTo(target[done..]);
        }

        for (; done < source.Length; done++)
        {
            target[done] = (byte)(source[done] ^ octets[done & 3]);
        }
    }
}
