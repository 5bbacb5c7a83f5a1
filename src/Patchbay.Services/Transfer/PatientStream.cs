namespace Patchbay.Services.Transfer;

/// <summary>A stream that is only read, with a limit on how long the next byte may take. Owns what it reads from. One reader at a time.</summary>
internal sealed class PatientStream(Stream source, Patience patience, TimeSpan limit, TimeProvider clock) : ReadOnlyStream
{
    CancellationTokenSource _late = new(Timeout.InfiniteTimeSpan, clock);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // A read that is done already arms no timer.
        if (!_late.TryReset())
        {
            _late.Dispose();
            _late = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        }

        var late = _late;
        using var given = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), late);
        var reading = source.ReadAsync(buffer, late.Token);
        if (reading.IsCompletedSuccessfully)
        {
            return reading.Result;
        }

        late.CancelAfter(limit);
        try
        {
            return await reading;
        }
        catch (OperationCanceledException error) when (late.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw patience.TimedOut("the next byte", error);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        _late.Dispose();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
            _late.Dispose();
        }

        base.Dispose(disposing);
    }
}
