using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.CompilerServices;
using Patchbay.Linux;

namespace Patchbay.Sockets;

/// <summary>
/// Datagrams by recvmmsg(2) and sendmmsg(2) on 64-bit Linux: each receive and send tries at once and waits for readiness only when the kernel has
/// nothing, or no room. The engines differ in how they wait and where the code that waited goes on.
/// </summary>
internal sealed class KernelDatagramSocket : DatagramSocket
{
    const int ENONET = 64;
    const int ENOPROTOOPT = 92;

    // A send that meets the same error so often without a report to blame has it of its own.
    const int MostDoubts = 3;

    readonly OpenedDatagram _opened;
    readonly Readiness _readiness;
    readonly DatagramReceiver _receiver;
    readonly DatagramSender _sender;
    readonly DatagramReports _reports;
    readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _receiving, _sending, _closing;
    long _dropped;

    /// <param name="opened">Owned from now on.</param>
    /// <param name="faults">The fault seam, or null.</param>
    /// <param name="readiness">Makes the engine's own way to wait; the action closes the socket when the engine stops.</param>
    /// <param name="makesRuns">UDP_SEGMENT may be used.</param>
    public KernelDatagramSocket(OpenedDatagram opened, IFaultInjector? faults, bool makesRuns, Func<int, Action, Readiness> readiness)
    {
        _opened = opened;
        var isConnected = opened.Remote is not null;
        _receiver = new DatagramReceiver(isConnected, opened.TakesRuns, faults);
        _sender = new DatagramSender(isConnected, opened.IsV6, makesRuns && opened.IsUdp, faults);
        _reports = new DatagramReports(opened.Remote);
        _readiness = readiness(opened.Descriptor, () => _ = DisposeAsync().AsTask());
    }

    /// <summary>This system has the calls, in the layout they are called with.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    public override EndPoint LocalEndPoint => _opened.Local;

    public override EndPoint? RemoteEndPoint => _opened.Remote;

    public override long Dropped
    {
        get
        {
            if (TryHold())
            {
                CountDrops();
                Release();
            }

            return Interlocked.Read(ref _dropped);
        }
    }

    public override ValueTask<int> ReceiveAsync(DatagramBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        if (Interlocked.Exchange(ref _receiving, 1) != 0)
        {
            throw new InvalidOperationException("A receive is under way already.");
        }

        batch.Clear();

        // For what was left of a run the kernel would let us wait in vain.
        var result = _readiness.MayGoOn() || _receiver.HasLeft ? Receive(batch) : -Errno.EAGAIN;
        if (result > 0)
        {
            Volatile.Write(ref _receiving, 0);
            return new(result);
        }

        return ReceiveSlowAsync(batch, result, cancellationToken);
    }

    public override ValueTask SendAsync(DatagramBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        if (Interlocked.Exchange(ref _sending, 1) != 0)
        {
            throw new InvalidOperationException("A send is under way already.");
        }

        var sent = 0;
        var result = Send(batch, ref sent);
        if (result == 0)
        {
            Volatile.Write(ref _sending, 0);
            return default;
        }

        return SendSlowAsync(batch, sent, result, cancellationToken);
    }

    public override bool TryTakeError([NotNullWhen(true)] out DatagramError? error)
    {
        // Who only sends never wakes up to an error, and finds it here.
        if (_reports.IsEmpty && _opened.IsUdp && TryHold())
        {
            _reports.Drain(_opened.Descriptor);
            Release();
        }

        return _reports.TryTake(out error);
    }

    public override void Join(MulticastMembership membership) => ChangeGroup(membership, joins: true);

    public override void Leave(MulticastMembership membership) => ChangeGroup(membership, joins: false);

    internal override void Annotate(string text) => _opened.Life.Annotated(text);

    public override ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closing, 1) == 0)
        {
            _ = CloseAsync();
        }

        return new(_closed.Task);
    }

    async Task CloseAsync()
    {
        await _readiness.CloseAsync();
        CountDrops();

        // Waits for calls that other threads are in; none of them blocks.
        _opened.Close();
        _closed.SetResult();
    }

    /// <summary>How many datagrams, or minus the errno.</summary>
    int Receive(DatagramBatch batch)
    {
        if (!_reports.IsEmpty && RemoteEndPoint is not null)
        {
            return -Errno.EAGAIN;
        }

        if (!TryHold())
        {
            return -Errno.EBADF;
        }

        try
        {
            using var order = new EventOrder(_opened.Life);
            var result = _receiver.Receive(_opened.Descriptor, batch);
            if (result > 0)
            {
                _opened.Life.Received(batch);
            }

            return result;
        }
        finally
        {
            Release();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<int> ReceiveSlowAsync(DatagramBatch batch, int result, CancellationToken cancellationToken)
    {
        try
        {
            var retry = new TransientRetry();
            while (result < 0)
            {
                ThrowIfReported();
                ObjectDisposedException.ThrowIf(_closing != 0, typeof(DatagramSocket));
                if (result == -Errno.EAGAIN)
                {
                    await _readiness.Readable.WaitAsync(cancellationToken);
                }
                else if (retry.Allows(-result))
                {
                    await retry.PauseAsync(cancellationToken);
                }
                else if (!TakeReports() && !IsOfTheNetwork(-result))
                {
                    throw DatagramFailures.Receive(new DatagramError(RemoteEndPoint, -result, null));
                }

                result = Receive(batch);
                if (result == -Errno.EAGAIN)
                {
                    // Woken for nothing: an error that fails no receive keeps the socket ready until it is taken out of its queue.
                    TakeReports();
                }
            }

            return result;
        }
        finally
        {
            Volatile.Write(ref _receiving, 0);
        }
    }

    void ThrowIfReported()
    {
        if (RemoteEndPoint is not null && !_reports.IsEmpty)
        {
            TakeReports();
            if (_reports.TryTakeWithRepeats(out var report))
            {
                throw DatagramFailures.Receive(report);
            }
        }
    }

    /// <summary>0 when all are sent, else minus the errno that stopped it.</summary>
    int Send(DatagramBatch batch, ref int sent)
    {
        if (!TryHold())
        {
            return -Errno.EBADF;
        }

        try
        {
            while (sent < batch.Count)
            {
                using var order = new EventOrder(_opened.Life);
                var result = _sender.Send(_opened.Descriptor, batch, sent);
                if (result < 0)
                {
                    return result;
                }

                _opened.Life.Sent(batch, sent, result);
                sent += result;
            }

            return 0;
        }
        finally
        {
            Release();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    async ValueTask SendSlowAsync(DatagramBatch batch, int sent, int result, CancellationToken cancellationToken)
    {
        try
        {
            var retry = new TransientRetry();
            var doubts = 0;
            while (result < 0)
            {
                ObjectDisposedException.ThrowIf(_closing != 0, typeof(DatagramSocket));
                if (result == -Errno.EAGAIN)
                {
                    await _readiness.Writable.WaitAsync(cancellationToken);
                }
                else if (retry.Allows(-result))
                {
                    await retry.PauseAsync(cancellationToken);
                }
                else if (!TakeReports() && !(IsOfTheNetwork(-result) && ++doubts < MostDoubts))
                {
                    throw DatagramFailures.Send(-result, RemoteEndPoint ?? batch.Peer(sent), batch[sent].Length, sent);
                }

                var before = sent;
                result = Send(batch, ref sent);
                if (sent > before)
                {
                    retry.Succeeded();
                    doubts = 0;
                }
            }
        }
        finally
        {
            Volatile.Write(ref _sending, 0);
        }
    }

    /// <summary>True when there were ICMP errors: what a call just met was an earlier datagram's, and says nothing of the call's own.</summary>
    bool TakeReports()
    {
        if (!_opened.IsUdp || !TryHold())
        {
            return false;
        }

        var reports = _reports.Drain(_opened.Descriptor);
        Release();
        if (reports > 0 && RemoteEndPoint is not null)
        {
            // Somebody may wait for datagrams that will not come.
            _readiness.Readable.Signal();
        }

        return reports > 0;
    }

    /// <summary>An error that an ICMP message can have left, whose report the other direction may have taken by now. It is told once (ip(7), IP_RECVERR).</summary>
    bool IsOfTheNetwork(int errno) => _opened.IsUdp
        && errno is Errno.ECONNREFUSED or Errno.EHOSTUNREACH or Errno.ENETUNREACH or Errno.EHOSTDOWN or Errno.ENETDOWN or Errno.EPROTO or Errno.EOPNOTSUPP or Errno.EACCES or Errno.EMSGSIZE or ENONET or ENOPROTOOPT;

    void ChangeGroup(MulticastMembership membership, bool joins)
    {
        ObjectDisposedException.ThrowIf(!TryHold(), typeof(DatagramSocket));
        try
        {
            DatagramGroups.Change(_opened.Socket, membership, joins);
        }
        finally
        {
            Release();
        }
    }

    void CountDrops()
    {
        lock (_closed)
        {
            if (DatagramCalls.TryGetDrops(_opened.Descriptor, out var drops))
            {
                // The kernel's counter has 32 bits and begins anew.
                _dropped += unchecked(drops - (uint)_dropped);
            }
        }
    }

    /// <summary>Keeps the descriptor open during a call; false when it is closed.</summary>
    bool TryHold()
    {
        if (_closing != 0)
        {
            return false;
        }

        try
        {
            var held = false;
            _opened.Socket.SafeHandle.DangerousAddRef(ref held);
            return held;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    void Release() => _opened.Socket.SafeHandle.DangerousRelease();
}
