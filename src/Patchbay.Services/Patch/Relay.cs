using Patchbay.Sockets;

namespace Patchbay.Services.Patch;

/// <summary>
/// Joins two ends until both directions have ended, each by itself: the end of what one says is the end of what the other hears, and nothing more. An
/// end that fails takes the other with it by <see cref="PatchEnd.Abort"/>: nobody is shown a clean end that was none.
/// </summary>
public sealed class Relay : IDisposable
{
    readonly PatchEnd _a, _b;
    readonly RelayOptions _options;
    readonly RelayPump _aToB, _bToA;
    PatchSide? _failed;
    Exception? _error;

    Relay(PatchEnd a, PatchEnd b, RelayOptions options)
    {
        (_a, _b, _options) = (a, b, options);
        _aToB = new RelayPump(this, a, b, PatchSide.A, options);
        _bToA = new RelayPump(this, b, a, PatchSide.B, options);
    }

    /// <summary>Joins two ends.</summary>
    /// <param name="a">The first; not disposed.</param>
    /// <param name="b">The second; not disposed.</param>
    /// <param name="options">How.</param>
    /// <param name="stop">Cuts both directions.</param>
    /// <returns>What became of both directions. Never throws because of an end.</returns>
    public static async Task<RelayResult> RunAsync(PatchEnd a, PatchEnd b, RelayOptions options, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        ArgumentNullException.ThrowIfNull(options);
        using var relay = new Relay(a, b, options);
        return await relay.RunAsync(stop);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _aToB.Dispose();
        _bToA.Dispose();
    }

    async Task<RelayResult> RunAsync(CancellationToken stop)
    {
        using var stopping = stop.UnsafeRegister(static relay => ((Relay)relay!).Cut(RelayEnd.Stopped, "we were told to stop"), this);
        await using var idle = WatchIdle();
        await Task.WhenAll(_aToB.RunAsync(), _bToA.RunAsync(), WatchLeavingAsync(_a, _bToA, _aToB), WatchLeavingAsync(_b, _aToB, _bToA));
        // What is no longer spoken to may still have work to do; it is whole only when that is done. Words of it would wait for ever for somebody to read them.
        _a.StopListening();
        _b.StopListening();
        await Task.WhenAll(_a.Left ?? Task.CompletedTask, _b.Left ?? Task.CompletedTask);
        return new RelayResult(_aToB.Result, _bToA.Result) { Failed = _failed, Error = _error };
    }

    /// <summary>Ends both directions that still run.</summary>
    void Cut(RelayEnd end, string reason)
    {
        _aToB.TryEnd(end, reason);
        _bToA.TryEnd(end, reason);
        _a.Abort(reason);
        _b.Abort(reason);
    }

    /// <summary>A direction has ended by its sender's own finish.</summary>
    internal void Finished(RelayPump pump)
    {
        if (pump.To.EndsWithPeer)
        {
            Other(pump).FinishEarly();
        }
    }

    internal void SenderFailed(RelayPump pump, Exception error)
    {
        var reason = pump.From.DescribeReceiveFailure(error);
        if (pump.TryEnd(RelayEnd.SenderCut, reason))
        {
            Blame(pump.Side, error);
            Cut(RelayEnd.ReceiverCut, reason);
        }
    }

    internal void ReceiverFailed(RelayPump pump, Exception error)
    {
        var reason = pump.To.DescribeSendFailure(error);
        if (!pump.TryEnd(RelayEnd.ReceiverCut, reason))
        {
            return;
        }

        Blame(Other(pump).Side, error);
        if (!pump.To.SpeaksAfterSendFailure || Other(pump).IsOver)
        {
            Cut(RelayEnd.SenderCut, reason);
        }
    }

    /// <summary>Words for a receiver that had left are lost.</summary>
    internal void NobodyHeard(RelayPump pump) => Blame(Other(pump).Side, null);

    /// <summary>The first failure is the cause; what follows comes of it.</summary>
    void Blame(PatchSide side, Exception? error)
    {
        lock (_aToB)
        {
            _error ??= _failed is null ? error : null;
            _failed ??= side;
        }
    }

    internal RelayPump Other(RelayPump pump) => pump == _aToB ? _bToA : _aToB;

    /// <summary>When an end has said everything and left, nobody is there to hear what the other still says.</summary>
    static async Task WatchLeavingAsync(PatchEnd end, RelayPump into, RelayPump outOf)
    {
        if (end.Left is { } left)
        {
            await Task.WhenAll(left, outOf.Over);
            into.ReceiverHasLeft();
        }
    }

    ITimer? WatchIdle()
    {
        if (_options.Idle is not { } limit)
        {
            return null;
        }

        var clock = _options.TimeProvider;
        var (bytes, since) = (0L, clock.GetTimestamp());
        var interval = TimeSpan.FromMilliseconds(Math.Max(1, limit.TotalMilliseconds / 8));
        return clock.CreateTimer(
            _ =>
            {
                var now = _aToB.Bytes + _bToA.Bytes;
                if (now != bytes)
                {
                    (bytes, since) = (now, clock.GetTimestamp());
                }
                else if (clock.GetElapsedTime(since) >= limit)
                {
                    Cut(RelayEnd.Idle, $"no byte moved in either direction for {Duration.Format(limit)}");
                }
            },
            null, interval, interval);
    }
}
