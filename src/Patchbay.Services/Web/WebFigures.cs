namespace Patchbay.Services.Web;

/// <summary>What the service has done since its start. Thread-safe.</summary>
sealed class WebFigures
{
    long _requests, _refused, _failed, _bytes;
    int _open;

    /// <summary>As the node shows them.</summary>
    public IReadOnlyList<StatusFigure> All =>
    [
        new("requests", Interlocked.Read(ref _requests)),
        new("open requests", Volatile.Read(ref _open)),
        new("refused requests", Interlocked.Read(ref _refused)),
        new("failed requests", Interlocked.Read(ref _failed)),
        new("bodies sent", Interlocked.Read(ref _bytes), "bytes"),
    ];

    public void Begin() => Interlocked.Increment(ref _open);

    /// <summary>A request is over.</summary>
    /// <param name="status">Of its answer.</param>
    /// <param name="bytes">Of its answer's body.</param>
    public void End(int status, long bytes)
    {
        Interlocked.Decrement(ref _open);
        Interlocked.Increment(ref _requests);
        Interlocked.Add(ref _bytes, bytes);
        if (status is 401 or 403 or 421 or 429)
        {
            Interlocked.Increment(ref _refused);
        }
        else if (status >= 500)
        {
            Interlocked.Increment(ref _failed);
        }
    }
}
