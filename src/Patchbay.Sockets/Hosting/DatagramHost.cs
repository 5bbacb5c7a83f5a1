using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Patchbay.Sockets;

/// <summary>
/// Answers the datagrams of a socket, one by one and safely: an answer is never longer than its question, and what must not be answered is not
/// (<see cref="ReflectionGuard"/>, <see cref="RepeatedDatagrams"/>). Takes and sends in batches and allocates nothing for a datagram. Members are safe to call
/// from any thread.
/// </summary>
public sealed class DatagramHost : IAsyncDisposable
{
    // What the kernel may keep for us: a burst of a few thousand small datagrams, a few ms of work. It gives as much as net.core.rmem_max allows.
    const int KernelBuffer = 4 << 20;

    // Receiving or sending fails only where something is broken; that must become neither a busy loop nor a flood in the log.
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    // How long a stop waits for a send that was just cancelled.
    static readonly TimeSpan CutPatience = TimeSpan.FromSeconds(1);

    readonly DatagramSocket _socket;
    readonly DatagramAnswer? _answer;
    readonly DatagramHostOptions _options;
    readonly ILogger _logger;
    readonly ReflectionGuard _guard;
    readonly RepeatedDatagrams? _repeated;
    readonly AddressRate? _rate;
    readonly DatagramBatch _batch = new(64, 65_535);
    readonly CancellationTokenSource _stopping = new(), _cutting = new();
    readonly Lock _lifecycle = new();
    Task? _loop;
    Task<DrainReport>? _stop;

    // Written by the loop only.
    long _received, _sent, _refused, _bytesReceived, _bytesSent;

    /// <summary>A host that is not started. Takes ownership of <paramref name="socket"/>.</summary>
    /// <param name="socket">Unconnected; best opened with <see cref="SocketOptions"/>.</param>
    /// <param name="answer">Makes the answers; null for a service that never answers.</param>
    /// <param name="options">Null for the defaults. Not copied: do not change it later.</param>
    /// <param name="logger">Null for silence.</param>
    public DatagramHost(DatagramSocket socket, DatagramAnswer? answer, DatagramHostOptions? options = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        _socket = socket;
        _answer = answer;
        _options = options ?? new DatagramHostOptions();
        _options.Validate();
        _logger = logger ?? NullLogger.Instance;
        _guard = new ReflectionGuard(socket.LocalEndPoint, BroadcastAddresses.OfThisMachine);
        _repeated = _options.RepeatLimit is { } repeats ? new RepeatedDatagrams(repeats) : null;
        _rate = _options.MaxAnswersPerAddress is { } most ? new AddressRate(most) : null;
    }

    /// <summary>How to open the socket of a host: with room for bursts, and telling to which address a datagram came where that matters.</summary>
    /// <param name="local">Where to receive.</param>
    public static DatagramOptions SocketOptions(EndPoint local)
    {
        ArgumentNullException.ThrowIfNull(local);
        return new DatagramOptions { Local = local, BufferSize = KernelBuffer, TellArrival = ReflectionGuard.NeedsArrival(local) };
    }

    /// <summary>A host cannot answer there: a group or a broadcast address is asked by many at once.</summary>
    /// <param name="local">Where a socket is to be bound.</param>
    public static bool CanAnswerAt(EndPoint local) =>
        local is not IPEndPoint ip || ReflectionGuard.NeedsArrival(local) || new ReflectionGuard(local, BroadcastAddresses.OfThisMachine).IsUnicast(ip.Address);

    /// <summary>Where the host really receives (port 0 resolved).</summary>
    public EndPoint EndPoint => _socket.LocalEndPoint;

    /// <summary>What the host has done so far.</summary>
    public DatagramHostStatus Status => new(
        Volatile.Read(ref _received), Volatile.Read(ref _sent), Volatile.Read(ref _refused), Volatile.Read(ref _bytesReceived), Volatile.Read(ref _bytesSent), _socket.Dropped);

    /// <summary>Starts answering. Call once.</summary>
    /// <exception cref="InvalidOperationException">Called twice, or after <see cref="StopAsync"/>.</exception>
    public void Start()
    {
        lock (_lifecycle)
        {
            if (_loop is not null || _stop is not null)
            {
                throw new InvalidOperationException("A host starts once.");
            }

            _loop = Task.Run(ServeAsync);
        }
    }

    /// <summary>
    /// Stops reading, gives the answers that were begun to the kernel within <see cref="DatagramHostOptions.DrainTimeout"/>, and closes. Questions still unread
    /// are lost, as datagrams may be. A second call returns the first one's report.
    /// </summary>
    /// <param name="cut">When cancelled, closes at once.</param>
    public Task<DrainReport> StopAsync(CancellationToken cut = default)
    {
        lock (_lifecycle)
        {
            return _stop ??= DrainAsync(cut);
        }
    }

    /// <summary>Stops with the usual drain time.</summary>
    public async ValueTask DisposeAsync() => await StopAsync();

    async Task ServeAsync()
    {
        var pause = FirstPause;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await _socket.ReceiveAsync(_batch, _stopping.Token);
                Answer();
                while (_batch.Count > 0)
                {
                    await SendAsync();
                }

                pause = FirstPause;
            }
            catch (Exception error) when (_stopping.IsCancellationRequested)
            {
                // Whatever a socket throws when it is told to stop.
                _logger.LogDebug("Answering on {EndPoint} stopped: {Reason}", EndPoint, error.Message);
            }
            catch (Exception error)
            {
                _logger.LogError(error, "Answering on {EndPoint} failed; trying again in {Pause} ms.", EndPoint, pause.TotalMilliseconds);
                await Task.Delay(pause, _options.TimeProvider, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    /// <summary>Turns the questions of the batch into answers; what gets none is taken out.</summary>
    void Answer()
    {
        // Single writer; the sums are published once a batch.
        long bytes = 0, refused = 0;
        var second = _rate is null ? 0 : _options.TimeProvider.GetTimestamp() / _options.TimeProvider.TimestampFrequency;
        Volatile.Write(ref _received, _received + _batch.Count);

        // From the end: taking out the last one moves no other.
        for (var i = _batch.Count - 1; i >= 0; i--)
        {
            var datagram = _batch[i].Span;
            bytes += datagram.Length;
            if (_answer is null)
            {
                continue;
            }

            if (!MayAnswer(i, datagram, second))
            {
                refused++;
                _batch.RemoveAt(i);
                continue;
            }

            var length = _answer(datagram);
            if (length < 0)
            {
                _batch.RemoveAt(i);
            }
            else if (length < datagram.Length)
            {
                _batch.Shorten(i, length);
            }
        }

        if (_answer is null)
        {
            _batch.Clear();
        }

        Volatile.Write(ref _bytesReceived, _bytesReceived + bytes);
        Volatile.Write(ref _refused, _refused + refused);
    }

    bool MayAnswer(int index, ReadOnlySpan<byte> datagram, long second)
    {
        var peer = _batch.PeerBytes(index);
        return !_batch.IsTruncated(index)
            && _guard.Allows(peer, _batch.ArrivalBytes(index))
            && _repeated?.IsOneTooMany(peer, datagram) != true
            && _rate?.Allows(peer, second) != false;
    }

    /// <summary>Sends the batch, or what stands before the first datagram that cannot be sent; what was dealt with is taken out.</summary>
    async ValueTask SendAsync()
    {
        try
        {
            await _socket.SendAsync(_batch, _cutting.Token);
            CountSent(_batch.Count);
            _batch.Clear();
        }
        catch (DatagramException error)
        {
            // One peer that cannot be reached, or is too far away for a datagram of this size, must not cost the others their answers.
            _logger.LogDebug("No answer to {Peer}: {Reason}", error.Sent < _batch.Count ? _batch.Peer(error.Sent) : null, error.Message);
            var sent = Math.Min(error.Sent, _batch.Count);
            CountSent(sent);
            for (var i = Math.Min(sent, _batch.Count - 1); i >= 0; i--)
            {
                _batch.RemoveAt(i);
            }
        }
    }

    void CountSent(int count)
    {
        long bytes = 0;
        for (var i = 0; i < count; i++)
        {
            bytes += _batch[i].Length;
        }

        Volatile.Write(ref _sent, _sent + count);
        Volatile.Write(ref _bytesSent, _bytesSent + bytes);
    }

    async Task<DrainReport> DrainAsync(CancellationToken cut)
    {
        var start = Stopwatch.GetTimestamp();
        await _stopping.CancelAsync();
        if (_loop is not null && !await HasEndedAsync(_options.DrainTimeout, cut))
        {
            await _cutting.CancelAsync();
            await HasEndedAsync(CutPatience, CancellationToken.None);
        }

        var unsent = _loop is { IsCompleted: true } ? _batch.Count : 0;
        await _socket.DisposeAsync();
        return new DrainReport(0, unsent, Stopwatch.GetElapsedTime(start));
    }

    async Task<bool> HasEndedAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            await _loop!.WaitAsync(time, _options.TimeProvider, cancellationToken);
            return true;
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            return _loop!.IsCompleted;
        }
    }
}
