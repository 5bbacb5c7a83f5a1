using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Patchbay.Services.Game.Transport;

/// <summary>
/// Makes and checks the cookies by which a client proves that it receives at the address it writes on its datagrams. Nothing is kept for a cookie: it is a
/// MAC over address, port, the client's nonce and the time. Not thread-safe.
/// </summary>
sealed class CookieMint
{
    /// <summary>A cookie is taken until the period after its own ends: 10 to 20 s.</summary>
    public const long Period = 10_000_000;

    const int MostAddress = 120;

    readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);

    /// <summary>Writes <see cref="TransportWire.CookieLength"/> bytes.</summary>
    public void Make(long now, ReadOnlySpan<byte> address, ReadOnlySpan<byte> nonce, Span<byte> cookie) => Make(_secret, now / Period, address, nonce, cookie);

    /// <summary>The cookie was made for this address and nonce in this period or the one before.</summary>
    public bool Check(long now, ReadOnlySpan<byte> address, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> cookie)
    {
        Span<byte> right = stackalloc byte[TransportWire.CookieLength];
        Make(_secret, now / Period, address, nonce, right);
        if (CryptographicOperations.FixedTimeEquals(right, cookie))
        {
            return true;
        }

        Make(_secret, (now / Period) - 1, address, nonce, right);
        return CryptographicOperations.FixedTimeEquals(right, cookie);
    }

    static void Make(byte[] secret, long period, ReadOnlySpan<byte> address, ReadOnlySpan<byte> nonce, Span<byte> cookie)
    {
        Span<byte> input = stackalloc byte[8 + TransportWire.ClientNonceLength + 1 + MostAddress];
        BinaryPrimitives.WriteInt64BigEndian(input, period);
        nonce.CopyTo(input[8..]);
        address = address[..Math.Min(address.Length, MostAddress)];
        input[16] = (byte)address.Length;
        address.CopyTo(input[17..]);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, input[..(17 + address.Length)], mac);
        mac[..TransportWire.CookieLength].CopyTo(cookie);
    }
}
