namespace Patchbay.Observation;

/// <summary>How many bytes of one direction went by, and where the calls that moved them ended. Not thread-safe.</summary>
sealed class StreamLedger
{
    readonly Latest<(TimeSpan At, long End, long Bytes)> _calls = new(1024);

    public long Total { get; private set; }

    public void Take(TimeSpan at, long bytes)
    {
        Total += bytes;
        _calls.Add((at, Total, bytes));
    }

    /// <summary>Bytes that had gone by at a moment.</summary>
    public long TotalAt(TimeSpan at) => _calls.LastOrDefault(call => call.At <= at).End;

    /// <summary>The calls that moved any byte of a range of the stream.</summary>
    public IReadOnlyList<(long Start, long End)> Within(long from, long to) =>
        [.. _calls.Where(call => call.End > from && call.End - call.Bytes < to).Select(static call => (call.End - call.Bytes, call.End))];
}
