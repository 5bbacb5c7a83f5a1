namespace Patchbay.Probing;

/// <summary>Where a scan stands. Read from any thread; each figure is true by itself.</summary>
public sealed class ScanCounts
{
    long _sent, _received, _settled, _localErrors, _dropped;

    /// <summary>Probes sent, repeats included.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Answers that belonged to a probe.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Ports settled.</summary>
    public long Settled => Volatile.Read(ref _settled);

    /// <summary>Sends that our own system refused; each was waited for and repeated, or made its port unknown.</summary>
    public long LocalErrors => Volatile.Read(ref _localErrors);

    /// <summary>Answers that our own receive queue lost, as far as the kernel counts them.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    internal void AddSent(long count) => Interlocked.Add(ref _sent, count);

    internal void AddReceived(long count) => Interlocked.Add(ref _received, count);

    internal void AddSettled(long count) => Interlocked.Add(ref _settled, count);

    internal void AddLocalErrors(long count) => Interlocked.Add(ref _localErrors, count);

    internal void AddDropped(long count) => Interlocked.Add(ref _dropped, count);
}
