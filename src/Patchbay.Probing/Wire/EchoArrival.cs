using System.Net;

namespace Patchbay.Probing;

/// <summary>What came back for echo requests of ours. A view, good until the next one is read.</summary>
ref struct EchoArrival
{
    /// <summary>The request's number on the wire.</summary>
    public ushort Sequence;

    /// <summary>Who was asked, or for a reply who answered.</summary>
    public AddressKey Peer;

    /// <summary>The same as a kernel's socket address.</summary>
    public ReadOnlySpan<byte> PeerBytes;

    /// <summary>When it came, as <see cref="ScanClock"/> counts.</summary>
    public long At;

    /// <summary>Of a reply: TTL or hop limit; 0 when not told.</summary>
    public byte TimeToLive;

    /// <summary>Of a reply: the data.</summary>
    public ReadOnlySpan<byte> Data;

    /// <summary>It is an error.</summary>
    public bool IsError;

    /// <summary>Of an error: ICMP's type; 0 when this machine's own stack made it.</summary>
    public byte Type;

    /// <summary>Of an error: ICMP's code.</summary>
    public byte Code;

    /// <summary>Of an error: the kernel's number.</summary>
    public int Errno;

    /// <summary>Of an error: who reported; null when not told.</summary>
    public IPAddress? Reporter;
}
