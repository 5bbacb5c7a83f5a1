namespace Patchbay.Sockets;

/// <summary>The control bits of a TCP segment (RFC 9293 section 3.1, RFC 3168, RFC 9768).</summary>
[Flags]
public enum TcpFlags
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The sender has no more to send.</summary>
    Fin = 1,

    /// <summary>Synchronise sequence numbers: a connection begins.</summary>
    Syn = 2,

    /// <summary>The connection is reset.</summary>
    Rst = 4,

    /// <summary>To be handed to the application without delay.</summary>
    Psh = 8,

    /// <summary>The acknowledgment number means something.</summary>
    Ack = 16,

    /// <summary>The urgent pointer means something.</summary>
    Urg = 32,

    /// <summary>Congestion was echoed.</summary>
    Ece = 64,

    /// <summary>The congestion window was reduced.</summary>
    Cwr = 128,

    /// <summary>Accurate congestion notification (once the nonce sum, NS).</summary>
    AccurateEcn = 256,
}
