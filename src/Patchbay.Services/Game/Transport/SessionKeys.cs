using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Patchbay.Services.Game.Transport;

/// <summary>
/// Seals what we send and opens what we receive: AES-256-GCM, the sequence number as nonce, the header authenticated with it. A key is used in one direction
/// only and a sequence number once, so no nonce repeats. Not thread-safe.
/// </summary>
sealed class SessionKeys(byte[] sendKey, byte[] receiveKey) : IDisposable
{
    const int NonceLength = 12;

    readonly AesGcm _send = new(sendKey, TransportWire.TagLength);
    readonly AesGcm _receive = new(receiveKey, TransportWire.TagLength);

    /// <summary>Encrypts what stands between header and tag, in place.</summary>
    public void Seal(uint sequence, Span<byte> datagram)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        NonceOf(sequence, nonce);
        var text = datagram[TransportWire.DataHeaderLength..^TransportWire.TagLength];
        _send.Encrypt(nonce, text, text, datagram[^TransportWire.TagLength..], datagram[..TransportWire.DataHeaderLength]);
    }

    /// <summary>Decrypts in place; false when the tag is not the other side's.</summary>
    public bool TryOpen(uint sequence, Span<byte> datagram, out ReadOnlySpan<byte> text)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        NonceOf(sequence, nonce);
        var sealedText = datagram[TransportWire.DataHeaderLength..^TransportWire.TagLength];
        text = sealedText;
        return TryDecrypt(nonce, sealedText, datagram[^TransportWire.TagLength..], sealedText, datagram[..TransportWire.DataHeaderLength]);
    }

    /// <summary>The server's proof in the accept that it has the keys: a tag over everything before it.</summary>
    public void SignAccept(Span<byte> accept) => _send.Encrypt(AcceptNonce, default, default, accept[^TransportWire.TagLength..], accept[..^TransportWire.TagLength]);

    /// <summary>The accept is from who holds the keys.</summary>
    public bool CheckAccept(ReadOnlySpan<byte> accept) => TryDecrypt(AcceptNonce, default, accept[^TransportWire.TagLength..], default, accept[..^TransportWire.TagLength]);

    public void Dispose()
    {
        _send.Dispose();
        _receive.Dispose();
    }

    // No sequence number makes this one.
    static ReadOnlySpan<byte> AcceptNonce => [255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255];

    bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> sealedText, ReadOnlySpan<byte> tag, Span<byte> text, ReadOnlySpan<byte> header)
    {
        try
        {
            _receive.Decrypt(nonce, sealedText, tag, text, header);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    static void NonceOf(uint sequence, Span<byte> nonce)
    {
        nonce[..8].Clear();
        BinaryPrimitives.WriteUInt32BigEndian(nonce[8..], sequence);
    }
}
