namespace Patchbay.Linux.Packets;

/// <summary>Where recvmsg(2) puts one message: the payload in two pieces, the sender and the control messages.</summary>
public ref struct MessageBuffers
{
    /// <summary>The first bytes of the message; may be empty.</summary>
    public Span<byte> Head { get; set; }

    /// <summary>What follows them.</summary>
    public Span<byte> Body { get; set; }

    /// <summary>The sender as a kernel's socket address.</summary>
    public Span<byte> Name { get; set; }

    /// <summary>The control messages; the memory is aligned to 8 bytes.</summary>
    public Span<byte> Control { get; set; }
}
