using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets;

/// <summary>Sockets on io_uring, Linux 6.1 or later, by system calls alone. One group of rings serves every listener and client of the engine.</summary>
internal sealed class UringEngine : ISocketEngine
{
    readonly RingThread[] _rings;
    int _turn, _disposed;

    UringEngine(EngineKind kind, SocketEngineOptions options, RingThread[] rings)
    {
        Kind = kind;
        Options = options;
        _rings = rings;
        var name = kind == EngineKind.UringPinned ? "uring-pinned" : "uring";
        Description = $"engine: {name} ({rings.Length} {(rings.Length == 1 ? "ring" : "rings")})";
    }

    public EngineKind Kind { get; }

    public string Description { get; }

    public SocketEngineOptions Options { get; }

    /// <summary>Blocks of memory that connections hold: 0 when all are closed.</summary>
    internal int RentedBlocks => _rings.Sum(ring => ring.Blocks.Rented);

    /// <summary>Receive buffers that readers hold: 0 when all are closed.</summary>
    internal int LentBuffers => _rings.Sum(ring => ring.Buffers.Lent);

    /// <summary>Starts the rings; null and the errno when the kernel refuses one.</summary>
    public static UringEngine? TryCreate(EngineKind kind, SocketEngineOptions options, out int errno)
    {
        var isPinned = kind == EngineKind.UringPinned;
        var count = options.Rings ?? (isPinned ? Environment.ProcessorCount : Math.Clamp((Environment.ProcessorCount + 3) / 4, 1, 4));
        var settings = new RingSettings { IsPinned = isPinned, Options = options };
        var rings = new List<RingThread>(count);
        for (errno = 0; rings.Count < count;)
        {
            if (RingThread.TryStart(rings.Count, settings, out errno) is not { } ring)
            {
                rings.ForEach(static started => started.Dispose());
                return null;
            }

            rings.Add(ring);
        }

        return new UringEngine(kind, options, [.. rings]);
    }

    /// <summary>The ring for the next socket.</summary>
    public RingThread NextRing() => _rings[(uint)Interlocked.Increment(ref _turn) % (uint)_rings.Length];

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        cancellationToken.ThrowIfCancellationRequested();
        return new(new UringListener(this, NextRing(), ListeningSocket.Open(endpoint, Options)));
    }

    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        return endpoint switch
        {
            IPEndPoint or UnixDomainSocketEndPoint => await UringConnector.ConnectAsync(this, endpoint, cancellationToken),
            DnsEndPoint => await HappyEyeballs.ConnectAsync(
                endpoint, (address, token) => UringConnector.ConnectAsync(this, address, token), ConnectOptions.Engine, cancellationToken),
            _ => throw new NotSupportedException($"Connecting takes an IPEndPoint, a DnsEndPoint or a UnixDomainSocketEndPoint, not {endpoint.GetType().Name}."),
        };
    }

    public ValueTask<DatagramSocket> OpenDatagramAsync(DatagramOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        cancellationToken.ThrowIfCancellationRequested();
        var opened = OpenedDatagram.Open(options, usesKernel: true, Kind);
        return new(new KernelDatagramSocket(opened, Options.Faults, options.Offload, (descriptor, stop) => new RingReadiness(NextRing(), descriptor, stop)));
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            // Pinned, the caller may be on one of the threads that are to end, which would wait for itself.
            await Task.Run(() => Array.ForEach(_rings, static ring => ring.Dispose()));
        }
    }
}
