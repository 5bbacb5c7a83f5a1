namespace Patchbay.Services.Patch;

/// <summary>
/// The end of an end that has none: datagrams know no FIN, so an end of messages is over when it has been silent for a time. Thread-safe.
/// </summary>
sealed class QuietTime(TimeSpan limit, TimeProvider clock) : IDisposable
{
    readonly CancellationTokenSource _over = new(Timeout.InfiniteTimeSpan, clock);
    volatile bool _counts;

    /// <summary>Cancelled when the silence was long enough.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>From now on silence counts.</summary>
    public void Start()
    {
        _counts = true;
        Moved();
    }

    /// <summary>A message came or went.</summary>
    public void Moved()
    {
        if (_counts)
        {
            try
            {
                _over.CancelAfter(limit);
            }
            catch (ObjectDisposedException)
            {
                // The end is closed.
            }
        }
    }

    public void Dispose() => _over.Dispose();
}
