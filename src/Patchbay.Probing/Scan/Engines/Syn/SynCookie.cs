using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Patchbay.Probing;

/// <summary>
/// The sequence number of a probe, which an answer has to acknowledge: a keyed hash of whom it was sent to and from which port, with a key of its own for each run. Who does not see the
/// probe cannot answer it. Pure; thread-safe.
/// </summary>
internal readonly struct SynCookie
{
    readonly SipHash _hash;

    /// <summary>Cookies of one key.</summary>
    public SynCookie(ulong key0, ulong key1) => _hash = new SipHash(key0, key1);

    /// <summary>Cookies with a key that nobody knows.</summary>
    public static SynCookie WithRandomKey()
    {
        Span<byte> key = stackalloc byte[16];
        RandomNumberGenerator.Fill(key);
        return new SynCookie(BinaryPrimitives.ReadUInt64LittleEndian(key), BinaryPrimitives.ReadUInt64LittleEndian(key[8..]));
    }

    /// <summary>The sequence number.</summary>
    /// <param name="address">The probed address: 4 or 16 bytes.</param>
    /// <param name="port">The probed port.</param>
    /// <param name="sourcePort">The port it is sent from.</param>
    public uint Of(ReadOnlySpan<byte> address, ushort port, ushort sourcePort)
    {
        Span<byte> message = stackalloc byte[20];
        BinaryPrimitives.WriteUInt16LittleEndian(message, port);
        BinaryPrimitives.WriteUInt16LittleEndian(message[2..], sourcePort);
        address.CopyTo(message[4..]);
        return (uint)_hash.Compute(message[..(4 + address.Length)]);
    }
}
