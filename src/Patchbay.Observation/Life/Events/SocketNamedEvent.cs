using System.Net.Sockets;

namespace Patchbay.Observation;

/// <summary>What a socket is and which ends it has, told when it is first seen and whenever an end comes to be known.</summary>
public sealed record SocketNamedEvent : LifeEvent
{
    /// <summary>The inode, as in /proc/PID/fd; 0 when it is not known.</summary>
    public ulong Inode { get; init; }

    /// <summary>SO_COOKIE; 0 when it is not known.</summary>
    public ulong Cookie { get; init; }

    /// <summary>IPv4, IPv6, Unix …</summary>
    public AddressFamily Family { get; init; }

    /// <summary>Stream, datagram …</summary>
    public SocketType Type { get; init; }

    /// <summary>TCP, UDP …</summary>
    public ProtocolType Protocol { get; init; }

    /// <summary>The local end of an IP socket; null before it has one.</summary>
    public SocketEnd? Local { get; init; }

    /// <summary>The remote end of an IP socket; null before it has one.</summary>
    public SocketEnd? Remote { get; init; }

    /// <summary>The name of a Unix socket, with <c>@</c> for an abstract one; null for none.</summary>
    public string? Path { get; init; }

    /// <summary>The number of the socket at the other end, where that is recorded too; else 0.</summary>
    public int Peer { get; init; }

    /// <summary>A process that holds it, where it was seen from outside; null where its program's calls are recorded, or nothing is known.</summary>
    public SocketOwner? Owner { get; init; }
}
