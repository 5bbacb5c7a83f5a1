using System.Buffers;

namespace Patchbay.Sockets;

/// <summary>How an engine treats its sockets. Read once, when the engine is created.</summary>
public sealed class SocketEngineOptions
{
    /// <summary>Connections the kernel keeps for us before they are accepted (listen(2); the kernel caps it at net.core.somaxconn).</summary>
    /// <remarks>Default 512. Range 1 to 65535. Too small: clients wait in SYN_SENT and retry after a second.</remarks>
    public int Backlog { get; set; } = 512;

    /// <summary>Send small writes at once instead of waiting for the peer's acknowledgement (TCP_NODELAY).</summary>
    /// <remarks>Default true. Off, a write-write-read pattern stalls about 40 ms on Nagle against delayed ACK.</remarks>
    public bool NoDelay { get; set; } = true;

    /// <summary>Bytes received and not yet consumed at which an engine stops receiving from a connection; it goes on at half.</summary>
    /// <remarks>Default 1 MiB. Range 4 KiB to 1 GiB. The kernel's receive buffer then fills and the peer's window closes. A ring may take up to 1 MiB more until it stops.</remarks>
    public long MaxReadBufferSize { get; set; } = 1024 * 1024;

    /// <summary>Bytes flushed and not yet accepted by the kernel at which FlushAsync waits; it goes on at half.</summary>
    /// <remarks>Default 64 KiB. Range 4 KiB to 1 GiB.</remarks>
    public long MaxWriteBufferSize { get; set; } = 64 * 1024;

    /// <summary>Accepted connections a listener may hold that nobody asked for yet; beyond it the listener stops accepting.</summary>
    /// <remarks>Default 64. Range 1 to 65535. What it does not accept waits in the kernel's <see cref="Backlog"/>.</remarks>
    public int MaxPendingAccepts { get; set; } = 64;

    /// <summary>How many rings the io_uring engine runs.</summary>
    /// <remarks>Default null: pinned one per core, dispatched one per four cores and at most four. Ignored by the portable engine. Range 1 to 256.</remarks>
    public int? Rings { get; set; }

    /// <summary>Let several sockets bind the same address (SO_REUSEPORT).</summary>
    /// <remarks>Default false. Risk: another process of the same user can then take a share of the connections silently.</remarks>
    public bool ReusePort { get; set; }

    /// <summary>What the listeners' connections start with: see <see cref="IHalfCloseFeature.IsEnabled"/>.</summary>
    /// <remarks>Default true; <c>UsePatchbaySockets()</c> sets false, which is what Kestrel's own code expects.</remarks>
    public bool HalfClose { get; set; } = true;

    /// <summary>Receive buffers of a ring, a power of two: a seam to run out of them. 512 of 16 KiB are 8 MiB a ring.</summary>
    internal int ReceiveBuffers { get; set; } = 512;

    /// <summary>The seam under which tests make system calls fail; null in production.</summary>
    internal IFaultInjector? Faults { get; set; }

    /// <summary>The portable engine leaves Linux's own datagram calls alone: a seam to test what other systems run.</summary>
    internal bool PortableDatagrams { get; set; }

    /// <summary>Where the portable engine's buffers come from: a seam for leak checks.</summary>
    internal MemoryPool<byte> Pool { get; set; } = BlockMemoryPool.Shared;

    /// <summary>The same options, so that a later change by the caller changes nothing that runs.</summary>
    internal SocketEngineOptions Clone() => (SocketEngineOptions)MemberwiseClone();

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> for the first value out of its range.</summary>
    internal void Validate()
    {
        Check(Backlog, 1, 65535, nameof(Backlog));
        Check(MaxReadBufferSize, 4096, 1 << 30, nameof(MaxReadBufferSize));
        Check(MaxWriteBufferSize, 4096, 1 << 30, nameof(MaxWriteBufferSize));
        Check(MaxPendingAccepts, 1, 65535, nameof(MaxPendingAccepts));
        if (Rings is { } rings)
        {
            Check(rings, 1, 256, nameof(Rings));
        }
    }

    static void Check(long value, long low, long high, string name)
    {
        if (value < low || value > high)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be between {low} and {high}.");
        }
    }
}
