namespace Patchbay.Linux.Netlink;

/// <summary>Which TCP or UDP sockets to list, and what of them.</summary>
public sealed record InetDiagQuery
{
    /// <summary>AF_INET.</summary>
    public const byte IPv4 = 2;

    /// <summary>AF_INET6.</summary>
    public const byte IPv6 = 10;

    /// <summary>IPPROTO_TCP.</summary>
    public const byte Tcp = 6;

    /// <summary>IPPROTO_UDP.</summary>
    public const byte Udp = 17;

    /// <summary>The bit of <see cref="States"/> for a TCP socket that is bound and does neither listen nor connect (Linux 6.8); older kernels ignore it.</summary>
    public const uint BoundInactive = 1u << 13;

    /// <summary><see cref="IPv4"/>, <see cref="IPv6"/>, or 0 for both, which only TCP can.</summary>
    public required byte Family { get; init; }

    /// <summary><see cref="Tcp"/> or <see cref="Udp"/>.</summary>
    public required byte Protocol { get; init; }

    /// <summary>A bit for each state of the kernel's numbering (1 is ESTABLISHED, 10 LISTEN). UDP knows 1 and 7 only. Default: all but <see cref="BoundInactive"/>.</summary>
    public uint States { get; init; } = 0xFFF;

    /// <summary>What to tell besides.</summary>
    public InetDiagExtensions Extensions { get; init; }

    /// <summary>A filter that the kernel runs; empty lets everything through. See <see cref="InetDiagBytecode"/>.</summary>
    public ReadOnlyMemory<byte> Bytecode { get; init; }
}
