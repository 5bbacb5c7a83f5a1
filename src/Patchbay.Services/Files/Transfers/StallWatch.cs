namespace Patchbay.Services.Files;

/// <summary>Ends what stands still: cancels when a count of bytes has not changed for a time. Thread-safe.</summary>
sealed class StallWatch : IDisposable
{
    // How many looks make up the time.
    const int Looks = 4;

    readonly Func<long> _bytes;
    readonly CancellationTokenSource _stalled = new();
    readonly ITimer _timer;
    long _last = -1;
    int _still;

    /// <param name="bytes">The count.</param>
    /// <param name="limit">The time.</param>
    /// <param name="clock">Measures it.</param>
    public StallWatch(Func<long> bytes, TimeSpan limit, TimeProvider clock)
    {
        _bytes = bytes;
        _timer = clock.CreateTimer(static watch => ((StallWatch)watch!).Look(), this, limit / Looks, limit / Looks);
    }

    /// <summary>Cancelled when nothing moved.</summary>
    public CancellationToken Stalled => _stalled.Token;

    /// <summary>Watches no longer.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _stalled.Dispose();
    }

    void Look()
    {
        var now = _bytes();
        _still = now == _last ? _still + 1 : 0;
        _last = now;
        if (_still >= Looks)
        {
            try
            {
                _stalled.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // Over meanwhile.
            }
        }
    }
}
