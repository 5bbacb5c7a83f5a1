using Patchbay.Sockets;

namespace Patchbay.Services.Game.Transport;

/// <summary>
/// One bound socket of a server: feeds what comes in to its owner and sends what goes out, with a simulated network between where that is asked for. A client's
/// address has the port's number as its last byte, so that answers leave by the socket the question came to. <see cref="Send"/> is for one thread at a time.
/// </summary>
sealed class TransportPort(DatagramSocket socket, byte number, NetworkConditions? conditions, TransportPort.Feed feed) : IAsyncDisposable
{
    /// <summary>Takes one datagram; called with the owner's lock held.</summary>
    public delegate void Feed(ReadOnlySpan<byte> from, Span<byte> datagram);

    const int MostOut = 1024;

    // One byte more than any of ours: a longer one is seen as cut.
    const int Room = TransportWire.MaxDatagram + 1;

    static readonly TimeSpan FailurePause = TimeSpan.FromMilliseconds(50);

    readonly ReflectionGuard _guard = new(socket.LocalEndPoint, BroadcastAddresses.OfThisMachine);
    readonly DatagramBatch _in = new(64, Room);
    readonly NetworkSimulator? _simulatedIn = conditions is null ? null : new(conditions);
    readonly NetworkSimulator? _simulatedOut = conditions is null ? null : new(conditions with { Seed = conditions.Seed + 1 });
    readonly SemaphoreSlim _sending = new(1);
    readonly CancellationTokenSource _stopping = new();
    DatagramBatch _out = new(MostOut, Room), _leaving = new(MostOut, Room);
    Task _loop = Task.CompletedTask;
    long _bytesIn, _bytesOut, _datagramsIn, _datagramsOut, _refused, _dropped;

    public DatagramSocket Socket => socket;

    /// <summary>Hears of a batch that could not be taken; the next ones are.</summary>
    public Action<Exception>? OnFailure { get; init; }

    /// <summary>What the port has moved and refused.</summary>
    public ServiceStatus Status => ServiceStatus.None with
    {
        BytesReceived = Volatile.Read(ref _bytesIn),
        BytesSent = Volatile.Read(ref _bytesOut),
        DatagramsReceived = Volatile.Read(ref _datagramsIn),
        DatagramsSent = Volatile.Read(ref _datagramsOut),
        DatagramsRefused = Volatile.Read(ref _refused),
        DatagramsDropped = socket.Dropped + Volatile.Read(ref _dropped),
    };

    /// <summary>Starts receiving.</summary>
    /// <param name="gate">Held while datagrams are fed.</param>
    /// <param name="fed">Called after each batch, with the gate not held: the answers may go out.</param>
    public void Start(Lock gate, Func<ValueTask> fed) => _loop = Task.Run(() => ReceiveAsync(gate, fed));

    /// <summary>Takes a datagram to send with the next <see cref="FlushAsync"/>. Call with the gate held.</summary>
    public void Send(ReadOnlySpan<byte> to, ReadOnlySpan<byte> datagram)
    {
        if (_simulatedOut is not null)
        {
            _simulatedOut.Send(TransportClock.Now, to, datagram);
        }
        else
        {
            Add(to, datagram);
        }
    }

    /// <summary>Feeds and takes what the simulated network lets through by now. Call with the gate held.</summary>
    public void Simulate()
    {
        if (_simulatedIn is null || _simulatedOut is null)
        {
            return;
        }

        var now = TransportClock.Now;
        while (_simulatedIn.TryReceive(now, out var from, out var datagram))
        {
            feed(from, datagram);
        }

        while (_simulatedOut.TryReceive(now, out var to, out var datagram))
        {
            Add(to, datagram);
        }
    }

    /// <summary>Gives what was taken to the kernel. Call with the gate not held.</summary>
    /// <param name="gate">The owner's.</param>
    public async ValueTask FlushAsync(Lock gate)
    {
        if (_out.Count == 0)
        {
            return;
        }

        await _sending.WaitAsync();
        try
        {
            lock (gate)
            {
                (_out, _leaving) = (_leaving, _out);
            }

            while (_leaving.Count > 0)
            {
                await SendAsync(_leaving);
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await socket.DisposeAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _sending.Dispose();
        _stopping.Dispose();
    }

    void Add(ReadOnlySpan<byte> to, ReadOnlySpan<byte> datagram)
    {
        if (!_out.TryAddTo(to[..^1], datagram))
        {
            Volatile.Write(ref _dropped, _dropped + 1);
        }
    }

    async Task ReceiveAsync(Lock gate, Func<ValueTask> fed)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await socket.ReceiveAsync(_in, _stopping.Token);
                // An engine may go on here on its own thread, which must not wait for a lock.
                await Task.Yield();
                lock (gate)
                {
                    FeedBatch();
                }

                await fed();
            }
            catch (Exception error) when (_stopping.IsCancellationRequested && error is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (Exception error)
            {
                // A shortage, or a fault of ours: the next batch is taken all the same.
                OnFailure?.Invoke(error);
                await Task.Delay(FailurePause, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    void FeedBatch()
    {
        Span<byte> from = stackalloc byte[SocketAddressBytes.MostBytes + 1];
        long bytes = 0, refused = 0;
        for (var i = 0; i < _in.Count; i++)
        {
            bytes += _in[i].Length;
            var peer = _in.PeerBytes(i);
            if (_in.IsTruncated(i) || !_guard.Allows(peer, _in.ArrivalBytes(i)))
            {
                refused++;
                continue;
            }

            peer.CopyTo(from);
            from[peer.Length] = number;
            if (_simulatedIn is not null)
            {
                _simulatedIn.Send(TransportClock.Now, from[..(peer.Length + 1)], _in[i].Span);
            }
            else
            {
                feed(from[..(peer.Length + 1)], _in[i].Span);
            }
        }

        Volatile.Write(ref _datagramsIn, _datagramsIn + _in.Count);
        Volatile.Write(ref _bytesIn, _bytesIn + bytes);
        Volatile.Write(ref _refused, _refused + refused);
    }

    /// <summary>Sends the batch, or what stands before the first datagram that cannot be sent; what was dealt with is taken out.</summary>
    async ValueTask SendAsync(DatagramBatch batch)
    {
        var sent = batch.Count;
        try
        {
            await socket.SendAsync(batch, _stopping.Token);
        }
        catch (DatagramException error)
        {
            sent = Math.Min(error.Sent, batch.Count - 1);
            Volatile.Write(ref _dropped, _dropped + 1);
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            batch.Clear();
            return;
        }

        long bytes = 0;
        for (var i = 0; i < sent; i++)
        {
            bytes += batch[i].Length;
        }

        Volatile.Write(ref _datagramsOut, _datagramsOut + sent);
        Volatile.Write(ref _bytesOut, _bytesOut + bytes);
        if (sent == batch.Count)
        {
            batch.Clear();
            return;
        }

        for (var i = sent; i >= 0; i--)
        {
            batch.RemoveAt(i);
        }
    }
}
