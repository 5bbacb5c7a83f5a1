namespace Patchbay.Sockets.Tests;

/// <summary>What a test needs of an engine.</summary>
[Flags]
public enum Can
{
    /// <summary>Listen, accept, read, write, abort, close: every engine.</summary>
    Serve = 0,

    /// <summary>End the two directions separately.</summary>
    HalfClose = 1,

    /// <summary>Connect as a client.</summary>
    Connect = 2,

    /// <summary>Let tests make system calls fail.</summary>
    Fault = 4,

    /// <summary>Answer for identity, counters and TCP information, and tell events.</summary>
    Explain = 8,

    /// <summary>Keep what came before a reset for the reader; bind only where nobody listens; the like, where we promise more than stock.</summary>
    Better = 16,

    /// <summary>Take every buffer from a pool that the test gives. The rings lend from memory they share with the kernel.</summary>
    UsePool = 32,

    /// <summary>Run handlers that block a thread. Code on a pinned ring promises not to.</summary>
    Block = 64,

    /// <summary>Sockets of datagrams, as every system has them.</summary>
    Datagram = 128,

    /// <summary>Datagrams with what only Linux's own calls tell: drops, ICMP errors, true lengths, runs, sources.</summary>
    TellDatagrams = 256,

    /// <summary>Everything an engine of ours can.</summary>
    Ours = HalfClose | Connect | Fault | Explain | Better | Datagram | TellDatagrams,
}
