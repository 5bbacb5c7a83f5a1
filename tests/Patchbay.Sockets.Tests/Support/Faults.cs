namespace Patchbay.Sockets.Tests;

/// <summary>Makes calls fail: a list of errnos for each point, used up one a call, and a limit of bytes a call.</summary>
internal sealed class Faults : IFaultInjector
{
    readonly Lock _lock = new();
    readonly Dictionary<FaultPoint, Queue<int>> _planned = [];
    readonly Dictionary<FaultPoint, int> _always = [];
    readonly Dictionary<FaultPoint, int> _struck = [];

    /// <summary>Bytes that a receive or send may move; the default moves all.</summary>
    public Func<int, int> MostBytes { get; set; } = static length => length;

    public Faults Plan(FaultPoint point, params int[] errnos)
    {
        lock (_lock)
        {
            if (!_planned.TryGetValue(point, out var queue))
            {
                _planned[point] = queue = new Queue<int>();
            }

            foreach (var errno in errnos)
            {
                queue.Enqueue(errno);
            }
        }

        return this;
    }

    public Faults Always(FaultPoint point, int errno)
    {
        lock (_lock)
        {
            _always[point] = errno;
        }

        return this;
    }

    public void Stop()
    {
        lock (_lock)
        {
            _always.Clear();
            _planned.Clear();
        }
    }

    /// <summary>How many calls were made to fail: a test that injects nothing proves nothing.</summary>
    public int Struck(FaultPoint point)
    {
        lock (_lock)
        {
            return _struck.GetValueOrDefault(point);
        }
    }

    int IFaultInjector.Errno(FaultPoint point)
    {
        lock (_lock)
        {
            var errno = _planned.TryGetValue(point, out var queue) && queue.TryDequeue(out var planned) ? planned : _always.GetValueOrDefault(point);
            if (errno != 0)
            {
                _struck[point] = _struck.GetValueOrDefault(point) + 1;
            }

            return errno;
        }
    }

    int IFaultInjector.Limit(FaultPoint point, int length) => Math.Clamp(MostBytes(length), 1, length);
}
