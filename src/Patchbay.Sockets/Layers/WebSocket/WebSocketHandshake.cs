using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Patchbay.Sockets;

/// <summary>What both sides of the opening handshake share (RFC 6455 section 4).</summary>
internal static class WebSocketHandshake
{
    /// <summary>
    /// The extension of this project, offered by every client of ours and accepted by our listeners only: a control frame of opcode 11, without payload, says
    /// that no more messages follow, and reading goes on. Peers without it ignore the offer (section 9.1).
    /// </summary>
    public const string HalfCloseExtension = "patchbay-half-close";

    const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>A nonce of 16 octets, in base64 (section 4.1).</summary>
    public static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    /// <summary>16 octets in base64 (section 4.2.1).</summary>
    public static bool IsKey([NotNullWhen(true)] string? key) => key is { Length: 24 } && Convert.TryFromBase64String(key, stackalloc byte[18], out var count) && count == 16;

    /// <summary>The answer to a key (section 4.2.2).</summary>
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The RFC names SHA-1; it proves that the peer understood, not who it is.")]
    public static string AcceptFor(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Guid)));
}
