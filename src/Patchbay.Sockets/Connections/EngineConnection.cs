using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Patchbay.Linux;

namespace Patchbay.Sockets;

/// <summary>
/// What the connections of every engine share: identity, features, counters, events. An idle connection is counted in bytes, so everything a
/// handler may never ask for (id, items, token, end points, tuple) is made on first use.
/// </summary>
internal abstract partial class EngineConnection : ConnectionContext,
    IConnectionIdFeature, IConnectionTransportFeature, IConnectionItemsFeature, IConnectionLifetimeFeature, IConnectionEndPointFeature, IMemoryPoolFeature,
    ISocketIdentityFeature, IHalfCloseFeature, IConnectionCountersFeature, ITcpInfoFeature, ISocketAnnotationFeature
{
    string? _connectionId;
    IDictionary<object, object?>? _items;
    CancellationTokenSource? _closedSource;
    TaskCompletionSource? _finishWaiter;
    FiveTuple? _tuple;
    ulong _cookie;

    /// <param name="halfClose">What <see cref="IHalfCloseFeature.IsEnabled"/> starts with.</param>
    /// <param name="socketId">The number of events already published for this socket, or 0 when there are none yet.</param>
    protected EngineConnection(bool halfClose, long socketId)
    {
        _socketId = socketId;
        if (halfClose)
        {
            SetFlag(Flags.HalfClose);
        }
    }

    /// <summary>The engine, for the tags of the metrics.</summary>
    protected abstract EngineKind Engine { get; }

    /// <summary>TCP, or else a Unix socket.</summary>
    protected abstract bool IsTcp { get; }

    /// <inheritdoc/>
    public abstract int Descriptor { get; }

    /// <summary>Keeps the descriptor from being closed (and reused by the kernel) until <see cref="ReleaseDescriptor"/>. False when it is closed.</summary>
    protected abstract bool TryHoldDescriptor(out int descriptor);

    /// <summary>Ends a successful <see cref="TryHoldDescriptor"/>.</summary>
    protected abstract void ReleaseDescriptor();

    /// <summary>The local end as the kernel knows it now, or null. Called until it returns something.</summary>
    protected abstract EndPoint? ReadLocalEndPoint();

    /// <summary>The remote end as accept(2), connect(2) or getpeername(2) told it, or null. Called until it returns something.</summary>
    protected abstract EndPoint? ReadRemoteEndPoint();

    /// <inheritdoc/>
    public abstract MemoryPool<byte> MemoryPool { get; }

    /// <inheritdoc/>
    public abstract long BytesUnread { get; }

    /// <inheritdoc/>
    public abstract long BytesUnsent { get; }

    /// <summary>RST to the peer, unsent and unread bytes dropped, both pipes ended with <paramref name="abortReason"/>. The first call counts.</summary>
    public abstract override void Abort(ConnectionAbortedException abortReason);

    /// <inheritdoc/>
    public override void Abort() => Abort(new ConnectionAbortedException("The application aborted the connection."));

    /// <inheritdoc/>
    public override string ConnectionId
    {
        get
        {
            if (_connectionId is null)
            {
                Interlocked.CompareExchange(ref _connectionId, ConnectionIds.Next(), null);
            }

            return _connectionId;
        }
        set => _connectionId = value;
    }

    /// <inheritdoc/>
    public override IFeatureCollection Features => this;

    /// <inheritdoc/>
    public override IDictionary<object, object?> Items
    {
        get => _items ??= new ConnectionItems();
        set => _items = value;
    }

    /// <inheritdoc/>
    public override EndPoint? LocalEndPoint
    {
        get => base.LocalEndPoint ??= ReadLocalEndPoint();
        set => base.LocalEndPoint = value;
    }

    /// <inheritdoc/>
    public override EndPoint? RemoteEndPoint
    {
        get => base.RemoteEndPoint ??= ReadRemoteEndPoint();
        set => base.RemoteEndPoint = value;
    }

    /// <inheritdoc/>
    public override CancellationToken ConnectionClosed
    {
        get
        {
            if (_closedSource is null)
            {
                Interlocked.CompareExchange(ref _closedSource, new CancellationTokenSource(), null);

                // Invariant: the flag is set before the field is read there, and the field before the flag is read here, so one of us cancels.
                if (HasFlag(Flags.ClosedFired))
                {
                    _closedSource.Cancel();
                }
            }

            return _closedSource.Token;
        }
        set => throw new NotSupportedException("The engine decides when a connection is closed.");
    }

    /// <summary>Cancels <see cref="ConnectionClosed"/>, once, on the thread pool: the callbacks are the application's code.</summary>
    protected void FireConnectionClosed()
    {
        if (SetFlag(Flags.ClosedFired))
        {
            CancelClosedSource();
            TellFinishWaiter();
        }
    }

    /// <summary>The input is over. Fires ConnectionClosed, unless the directions end separately.</summary>
    protected void FireUnlessHalfClose()
    {
        // Invariant: looking and firing are one step, so who enables half-close either prevents it or sees it.
        if (TryChange(static flags => (flags & (Flags.HalfClose | Flags.ClosedFired)) == 0 ? flags | Flags.ClosedFired : null))
        {
            CancelClosedSource();
        }
    }

    void CancelClosedSource()
    {
        if (Volatile.Read(ref _closedSource) is { } source)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static source => CancelQuietly(source), source, preferLocal: false);
        }
    }

    static void CancelQuietly(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (AggregateException)
        {
            // A callback of the application threw. On a pool thread that would end the process, and the connection is over anyway.
        }
    }

    /// <inheritdoc/>
    public bool IsEnabled
    {
        get => HasFlag(Flags.HalfClose);
        set
        {
            if (!value)
            {
                Interlocked.And(ref _flags, ~(int)Flags.HalfClose);
            }
            else if (Volatile.Read(ref _closedSource) is not null)
            {
                SetFlag(Flags.HalfClose);
            }
            else
            {
                // The engine receives before the application has its first look. A FIN that was there already ended the connection, but nobody has heard of it yet.
                TryChange(static flags => (flags & Flags.Ended) == Flags.PeerFinished ? (flags | Flags.HalfClose) & ~Flags.ClosedFired : flags | Flags.HalfClose);
            }
        }
    }

    /// <inheritdoc/>
    public bool PeerHasFinished => HasFlag(Flags.PeerFinished);

    /// <inheritdoc/>
    public bool WeHaveFinished => HasFlag(Flags.WeFinished);

    /// <inheritdoc/>
    public Task WaitUntilWeFinishedAsync()
    {
        if (_finishWaiter is null)
        {
            Interlocked.CompareExchange(ref _finishWaiter, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null);
        }

        // Invariant: the flags are set before the field is read there, and the field before the flags are read here, so one of us tells.
        TellFinishWaiter();
        return _finishWaiter.Task;
    }

    /// <summary>Ends the wait for our FIN, if somebody waits and the wait is over.</summary>
    void TellFinishWaiter()
    {
        if (Volatile.Read(ref _finishWaiter) is not { } waiter)
        {
            return;
        }

        if (WeHaveFinished)
        {
            waiter.TrySetResult();
        }
        else if (HasFlag(Flags.ClosedFired))
        {
            waiter.TrySetException(new ConnectionResetException("The connection ended before everything was sent."));
        }
    }

    /// <inheritdoc/>
    public ulong Cookie
    {
        get
        {
            if (_cookie == 0 && TryHoldDescriptor(out var descriptor))
            {
                KernelSocket.TryGetCookie(descriptor, out _cookie);
                ReleaseDescriptor();
            }

            return _cookie;
        }
    }

    /// <inheritdoc/>
    public FiveTuple Tuple
    {
        get
        {
            if (_tuple is { } known)
            {
                return known;
            }

            var tuple = new FiveTuple(IsTcp ? ProtocolType.Tcp : ProtocolType.Unspecified, LocalEndPoint, RemoteEndPoint);
            return tuple is { Local: not null, Remote: not null } ? _tuple = tuple : tuple;
        }
    }

    /// <inheritdoc/>
    public bool TryGetTcpInfo([NotNullWhen(true)] out TcpInfo? info)
    {
        info = null;
        if (!IsTcp || !TryHoldDescriptor(out var descriptor))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[TcpInfoParser.Size];
        var known = KernelSocket.TryGetTcpInfo(descriptor, bytes, out var length);
        ReleaseDescriptor();
        return known && TcpInfoParser.TryParse(bytes[..length], out info);
    }
}
