namespace Patchbay.Services.Game.Transport;

/// <summary>
/// A network between its two calls: what is sent comes out later, twice, in another order, or not at all, as its conditions and seed say. Deterministic; no
/// clock. Not thread-safe.
/// </summary>
sealed class NetworkSimulator(NetworkConditions conditions)
{
    /// <summary>More are not kept: a queue that grows without end is no network.</summary>
    const int Most = 16_384;

    readonly PriorityQueue<(byte[] Address, byte[] Datagram), (long, long)> _underWay = new();
    SeededRandom _random = new(conditions.Seed);
    long _order;

    /// <summary>When the next datagram comes out; null when none is under way.</summary>
    public long? Next => _underWay.TryPeek(out _, out var at) ? at.Item1 : null;

    public long Lost { get; private set; }

    /// <summary>Gives a datagram to the network.</summary>
    public void Send(long now, ReadOnlySpan<byte> address, ReadOnlySpan<byte> datagram)
    {
        var copies = Happens(conditions.Loss) ? 0 : Happens(conditions.Duplicate) ? 2 : 1;
        if (copies == 0 || _underWay.Count >= Most)
        {
            Lost++;
            return;
        }

        for (; copies > 0; copies--)
        {
            var late = Happens(conditions.Reorder) ? conditions.Delay + conditions.Jitter + 5_000 : 0;
            var at = now + conditions.Delay + late + (conditions.Jitter == 0 ? 0 : _random.Below((int)conditions.Jitter + 1));
            _underWay.Enqueue((address.ToArray(), datagram.ToArray()), (at, _order++));
        }
    }

    /// <summary>Takes out a datagram that has arrived by now.</summary>
    public bool TryReceive(long now, out byte[] address, out byte[] datagram)
    {
        (address, datagram) = ([], []);
        if (Next is not { } next || next > now)
        {
            return false;
        }

        (address, datagram) = _underWay.Dequeue();
        return true;
    }

    bool Happens(int share) => share > 0 && _random.Below(1_000_000) < share;
}
