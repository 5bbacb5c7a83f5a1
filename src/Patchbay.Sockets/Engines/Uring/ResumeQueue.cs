using System.Collections.Concurrent;
using System.Diagnostics;

namespace Patchbay.Sockets;

/// <summary>
/// Carries continuations from a ring's thread to the thread pool, many in one work item. Before a worker runs the first continuation it asks for another
/// worker when more are left, so a continuation that blocks holds up nobody.
/// </summary>
internal sealed class ResumeQueue : IThreadPoolWorkItem
{
    // Long enough to spread the cost of a work item, short enough to be fair to the pool's other work.
    static readonly long TimeSlice = Stopwatch.Frequency * 15 / 1000;

    readonly ConcurrentQueue<IThreadPoolWorkItem> _items = new();
    int _requested;

    public void Add(IThreadPoolWorkItem item) => _items.Enqueue(item);

    /// <summary>Makes sure a worker comes for what was added.</summary>
    public void Flush()
    {
        if (!_items.IsEmpty)
        {
            RequestWorker();
        }
    }

    void RequestWorker()
    {
        if (Interlocked.Exchange(ref _requested, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        // Before the look into the queue: whoever adds after it requests anew.
        Interlocked.Exchange(ref _requested, 0);
        if (!_items.TryDequeue(out var item))
        {
            return;
        }

        Flush();
        var start = Stopwatch.GetTimestamp();
        do
        {
            item.Execute();
        }
        while (Stopwatch.GetTimestamp() - start < TimeSlice && _items.TryDequeue(out item));

        Flush();
    }
}
