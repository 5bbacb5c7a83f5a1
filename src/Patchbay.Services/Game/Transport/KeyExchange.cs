using System.Security.Cryptography;

namespace Patchbay.Services.Game.Transport;

/// <summary>One side's half of the key agreement: ECDH on P-256, then HKDF-SHA256 (RFC 5869) over both nonces, both points and the session.</summary>
sealed class KeyExchange : IDisposable
{
    static ReadOnlySpan<byte> Label => "patchbay game 1"u8;

    readonly ECDiffieHellman _own = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);

    public KeyExchange()
    {
        var point = _own.ExportParameters(includePrivateParameters: false).Q;
        PublicKey = [.. point.X!, .. point.Y!];
    }

    /// <summary>X and Y, 64 bytes.</summary>
    public byte[] PublicKey { get; }

    /// <summary>The session's two keys.</summary>
    /// <param name="isServer">Which side this is.</param>
    /// <param name="other">The other side's point.</param>
    /// <param name="clientNonce">The client's.</param>
    /// <param name="serverNonce">The server's.</param>
    /// <param name="session">The session's number.</param>
    /// <exception cref="CryptographicException">The other side's bytes are no point of the curve.</exception>
    public SessionKeys Agree(bool isServer, ReadOnlySpan<byte> other, ReadOnlySpan<byte> clientNonce, ReadOnlySpan<byte> serverNonce, uint session)
    {
        var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = other[..32].ToArray(), Y = other[32..].ToArray() } };
        using var peer = ECDiffieHellman.Create(parameters);
        using var key = peer.PublicKey;
        var secret = _own.DeriveRawSecretAgreement(key);
        Span<byte> info = stackalloc byte[Label.Length + 4 + (2 * TransportWire.PublicKeyLength)];
        var writer = new DatagramWriter(info);
        writer.Bytes(Label);
        writer.UInt32(session);
        writer.Bytes(isServer ? other : PublicKey);
        writer.Bytes(isServer ? PublicKey : other);
        Span<byte> salt = stackalloc byte[TransportWire.ClientNonceLength + TransportWire.ServerNonceLength];
        clientNonce.CopyTo(salt);
        serverNonce.CopyTo(salt[TransportWire.ClientNonceLength..]);
        var keys = new byte[64];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, keys, salt, info);
        CryptographicOperations.ZeroMemory(secret);
        var (toServer, toClient) = (keys[..32], keys[32..]);
        return isServer ? new SessionKeys(toClient, toServer) : new SessionKeys(toServer, toClient);
    }

    public void Dispose() => _own.Dispose();
}
