using System.Buffers;
using System.Net.Sockets;

namespace Patchbay.Services.Patch;

/// <summary>One direction of a <see cref="Relay"/>. Nothing is read from the sender before the receiver has taken what came before.</summary>
sealed class RelayPump(Relay relay, PatchEnd from, PatchEnd to, PatchSide side, RelayOptions options) : IDisposable
{
    // How long a sender whose receiver is gone may take to finish: closing with its bytes unread would send RST, which can destroy the answer on its way to it.
    static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(2);

    readonly CancellationTokenSource _ending = new();
    readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Lock _lock = new();
    RelayEnd? _end;
    string? _reason;
    long _bytes;
    volatile bool _finishesEarly;

    // Received and not handed over.
    long _pending;

    public PatchEnd From => from;

    public PatchEnd To => to;

    /// <summary>The sender's side.</summary>
    public PatchSide Side => side;

    /// <summary>Handed over so far.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    public bool IsOver => _over.Task.IsCompleted;

    /// <summary>Completes when it is decided how the direction ended.</summary>
    public Task Over => _over.Task;

    public RelayDirection Result => new(Bytes, _end ?? RelayEnd.Stopped, _reason);

    /// <summary>Decides how the direction ended and wakes it. True for the first call.</summary>
    public bool TryEnd(RelayEnd end, string? reason = null)
    {
        lock (_lock)
        {
            if (_end is not null)
            {
                return false;
            }

            (_end, _reason) = (end, reason);
        }

        _over.TrySetResult();
        Wake();
        return true;
    }

    /// <summary>The sender has nothing more to say, whatever it would still type.</summary>
    public void FinishEarly()
    {
        _finishesEarly = true;
        Wake();
    }

    /// <summary>Nobody is there any more to hear the sender.</summary>
    public void ReceiverHasLeft() => TryEnd(RelayEnd.ReceiverLeft);

    /// <summary>Pumps until the direction is over.</summary>
    public async Task RunAsync()
    {
        if (await PumpAsync() && await FinishAsync() && TryEnd(RelayEnd.Finished))
        {
            relay.Finished(this);
        }

        if (_end is RelayEnd.ReceiverCut or RelayEnd.ReceiverLeft && from.Lingers)
        {
            await LingerAsync();
        }
        else if (_end is RelayEnd.ReceiverLeft && _pending > 0)
        {
            // A file or stdin is not read to its end for nobody, but what was read of it is lost.
            CountAsCut();
        }
    }

    public void Dispose() => _ending.Dispose();

    /// <summary>True when the sender has finished; false when the direction is over some other way.</summary>
    async Task<bool> PumpAsync()
    {
        while (true)
        {
            PatchRead read;
            try
            {
                read = await from.ReceiveAsync(_ending.Token);
            }
            catch (Exception error) when (IsFailure(error))
            {
                if (_finishesEarly && !IsOver && error is OperationCanceledException)
                {
                    return true;
                }

                relay.SenderFailed(this, error);
                return false;
            }

            _pending = read.Bytes.Length;
            if (IsOver)
            {
                return false;
            }

            if (!read.Bytes.IsEmpty || (from.KeepsBoundaries && !read.IsEnd))
            {
                try
                {
                    options.Tap?.Invoke(side, read.Bytes);
                    await SendAsync(read);
                }
                catch (Exception error) when (IsFailure(error))
                {
                    relay.ReceiverFailed(this, error);
                    return false;
                }

                Volatile.Write(ref _bytes, _bytes + read.Bytes.Length);
            }

            from.Advance();
            _pending = 0;
            if (read.IsEnd)
            {
                return true;
            }
        }
    }

    ValueTask SendAsync(in PatchRead read) =>
        to.KeepsBoundaries && !from.KeepsBoundaries && read.Bytes.Length > to.MessageSize
            ? SendPiecesAsync(read.Bytes)
            : to.SendAsync(read.Bytes, read.MoreFollows, CancellationToken.None);

    /// <summary>A stream has no messages: what came together is cut into some.</summary>
    async ValueTask SendPiecesAsync(ReadOnlySequence<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var piece = bytes.Slice(0, Math.Min(bytes.Length, to.MessageSize));
            bytes = bytes.Slice(piece.End);
            await to.SendAsync(piece, more: !bytes.IsEmpty, CancellationToken.None);
        }
    }

    async Task<bool> FinishAsync()
    {
        try
        {
            await to.FinishAsync(CancellationToken.None);
            return true;
        }
        catch (Exception error) when (IsFailure(error))
        {
            relay.ReceiverFailed(this, error);
            return false;
        }
    }

    /// <summary>Reads and drops what the sender still says: while the receiver still speaks, and then until the sender's end, or until it can be told that nobody listens.</summary>
    async Task LingerAsync()
    {
        var dropped = _pending;
        try
        {
            using var limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, options.TimeProvider);
            if (from.Left is null)
            {
                _ = relay.Other(this).Over.ContinueWith(
                    _ => EndSoon(limit), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }

            if (dropped > 0)
            {
                from.Advance();
            }

            PatchRead read;
            do
            {
                read = await from.ReceiveAsync(limit.Token);
                dropped += read.Bytes.Length;
                from.Advance();
            }
            while (!read.IsEnd && !(dropped > 0 && relay.Other(this).IsOver && from.StopListening()));
        }
        catch (Exception error) when (IsFailure(error))
        {
            // Time is up, or it was cut: nobody waits for it any more.
        }

        if (dropped > 0)
        {
            CountAsCut();
        }
    }

    static void EndSoon(CancellationTokenSource lingering)
    {
        try
        {
            lingering.CancelAfter(LingerTime);
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself.
        }
    }

    void CountAsCut()
    {
        relay.NobodyHeard(this);
        lock (_lock)
        {
            (_end, _reason) = (RelayEnd.ReceiverCut, _reason ?? $"{to.Name} ended without taking all that {from.Name} said");
        }
    }

    void Wake()
    {
        try
        {
            _ending.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The relay is over.
        }
    }

    /// <summary>What the ends throw when they fail, are closed or are told to give up; anything else is a bug of ours.</summary>
    static bool IsFailure(Exception error) => error is IOException or OperationCanceledException or InvalidOperationException or SocketException;
}
