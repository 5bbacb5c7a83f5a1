namespace Patchbay.Services.Game.Transport;

/// <summary>Numbers of the wire format, as docs/game.md tells them. All integers are big-endian.</summary>
static class TransportWire
{
    /// <summary>The longest datagram: with IPv6 and UDP headers it passes every link of 1,280 bytes (RFC 8200 section 5).</summary>
    public const int MaxDatagram = 1200;

    /// <summary>The version both sides must speak.</summary>
    public const ushort Version = 1;

    /// <summary>Of a client's and a server's nonce.</summary>
    public const int ClientNonceLength = 8, ServerNonceLength = 16;

    public const int CookieLength = 16;

    /// <summary>A P-256 point: X and Y.</summary>
    public const int PublicKeyLength = 64;

    /// <summary>Of an AES-GCM tag.</summary>
    public const int TagLength = 16;

    /// <summary>Kind, session and sequence before the ciphertext.</summary>
    public const int DataHeaderLength = 9;

    /// <summary>Acknowledgement, bits and delay before the frames.</summary>
    public const int AckLength = 10;

    /// <summary>The most frame bytes in one datagram.</summary>
    public const int MaxFrames = MaxDatagram - DataHeaderLength - TagLength - AckLength;

    /// <summary>The longest unreliable message: its frame has three bytes before it.</summary>
    public const int MaxUnreliable = MaxFrames - 3;

    /// <summary>The longest fragment of a reliable message.</summary>
    public const int MaxFragment = 1024;

    /// <summary>The longest reliable message.</summary>
    public const int MaxReliable = 16 * 1024;

    /// <summary>Fragments that may be on their way at once.</summary>
    public const int FragmentWindow = 64;

    /// <summary>The longest text of a disconnect, in bytes.</summary>
    public const int MaxReasonText = 200;

    public const int ChallengeLength = 7 + ClientNonceLength + CookieLength;
    public const int AcceptLength = 7 + ClientNonceLength + 4 + ServerNonceLength + PublicKeyLength + TagLength;
    public const int RefuseLength = 7 + ClientNonceLength + 1;

    /// <summary>Begins every packet of the handshake, after its kind.</summary>
    public static ReadOnlySpan<byte> Magic => "PBG1"u8;
}
