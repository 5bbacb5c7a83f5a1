using Patchbay.Services.Game.Client;
using Patchbay.Services.Game.Transport;
using Patchbay.Sockets;

namespace Patchbay.Play;

/// <summary>A game client's socket: feeds the client and sends for it, with a simulated network between where that is asked for.</summary>
sealed class PlaySocket(DatagramSocket socket, GameClient client, NetworkConditions? conditions) : IAsyncDisposable
{
    readonly Lock _gate = new();
    readonly DatagramBatch _in = new(64, TransportWire.MaxDatagram + 1), _out = new(64, TransportWire.MaxDatagram + 1);
    readonly NetworkSimulator? _simulatedIn = conditions is null ? null : new(conditions);
    readonly NetworkSimulator? _simulatedOut = conditions is null ? null : new(conditions with { Seed = conditions.Seed + 1 });
    readonly CancellationTokenSource _stopping = new();
    Task _loop = Task.CompletedTask;
    volatile DatagramException? _refused;

    /// <summary>The last time that the network said no; null while it does not.</summary>
    public DatagramException? Refused => _refused;

    /// <summary>Starts receiving. Call once.</summary>
    public void Start() => _loop = Task.Run(ReceiveAsync);

    /// <summary>One tick of the client, and of what is done with it meanwhile.</summary>
    public async Task UpdateAsync(Action use)
    {
        lock (_gate)
        {
            var now = TransportClock.Now;
            while (_simulatedIn is not null && _simulatedIn.TryReceive(now, out _, out var datagram))
            {
                client.Receive(now, datagram);
            }

            use();
            _out.Clear();
            var sink = new BatchSink(_out, _simulatedOut, now);
            client.Update(now, ref sink);
            while (_simulatedOut is not null && _simulatedOut.TryReceive(now, out _, out var datagram))
            {
                _out.TryAdd(datagram);
            }
        }

        if (_out.Count == 0)
        {
            return;
        }

        try
        {
            await socket.SendAsync(_out, _stopping.Token);
        }
        catch (DatagramException error)
        {
            _refused = error;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await socket.DisposeAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    async Task ReceiveAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await socket.ReceiveAsync(_in, _stopping.Token);
                _refused = null;
                lock (_gate)
                {
                    Feed();
                }
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (DatagramException error)
            {
                _refused = error;
            }
        }
    }

    void Feed()
    {
        var now = TransportClock.Now;
        for (var i = 0; i < _in.Count; i++)
        {
            if (_simulatedIn is not null)
            {
                _simulatedIn.Send(now, default, _in[i].Span);
            }
            else if (!_in.IsTruncated(i))
            {
                client.Receive(now, _in[i].Span);
            }
        }
    }

    readonly struct BatchSink(DatagramBatch batch, NetworkSimulator? network, long now) : IDatagramSink
    {
        public void Send(scoped ReadOnlySpan<byte> to, scoped ReadOnlySpan<byte> datagram)
        {
            if (network is not null)
            {
                network.Send(now, default, datagram);
            }
            else
            {
                batch.TryAdd(datagram);
            }
        }
    }
}
