namespace Patchbay.Services.Transfer;

/// <summary>Slows a transfer to so many bytes a second. One transfer each.</summary>
/// <param name="bytesPerSecond">Null for no limit.</param>
/// <param name="clock">The clock.</param>
internal sealed class RateLimit(long? bytesPerSecond, TimeProvider clock)
{
    readonly long _start = clock.GetTimestamp();
    long _bytes;

    /// <summary>Waits until so many more bytes are due.</summary>
    public async ValueTask PassAsync(int bytes, CancellationToken cancellationToken)
    {
        if (bytesPerSecond is not { } rate)
        {
            return;
        }

        _bytes += bytes;
        var early = TimeSpan.FromSeconds((double)_bytes / rate) - clock.GetElapsedTime(_start);
        if (early > TimeSpan.Zero)
        {
            await Task.Delay(early, clock, cancellationToken);
        }
    }

    /// <summary>How much to move at once: a tenth of a second's, so that a slow transfer moves evenly.</summary>
    public int Piece => bytesPerSecond is { } rate ? (int)Math.Clamp(rate / 10, 1, TransferBuffer.Size) : TransferBuffer.Size;
}
