namespace Patchbay.Observation;

/// <summary>
/// Follows processes and threads from birth to death, each with its table of descriptors. Knows no ptrace. Not thread-safe.
/// </summary>
sealed class Lifetimes(ITracees tracees, CallFollower calls, SocketBook book, Action<LifeEvent> tell)
{
    /// <summary>How many sockets of a process that ends are looked at once more.</summary>
    public const int MostLastLooks = 64;

    const ulong CLONE_THREAD = 0x10000;

    readonly Dictionary<int, TracedThread> _threads = [];
    readonly Dictionary<int, TracedProcess> _processes = [];

    /// <summary>How many threads are watched.</summary>
    public int Count => _threads.Count;

    /// <summary>Whether a process is watched.</summary>
    public bool Has(int process) => _processes.ContainsKey(process);

    /// <summary>Null for one that is not known (yet).</summary>
    public TracedThread? Find(int thread) => _threads.GetValueOrDefault(thread);

    /// <summary>A thread that runs is watched from here on; its process's descriptors are those that /proc shows.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="processId">Its process.</param>
    /// <param name="name">What is told as the program's name; null tells nothing yet.</param>
    /// <param name="at">Now.</param>
    public TracedThread Begin(int thread, int processId, string? name, TimeSpan at)
    {
        if (_processes.TryGetValue(processId, out var process) && _threads.Values.FirstOrDefault(other => other.Process == process) is { } sibling)
        {
            return Add(thread, process, Share(sibling.Files));
        }

        process = new TracedProcess(processId) { Threads = 0 };
        var files = book.NewTable();
        if (name is not null)
        {
            Tell(processId, processId, ProcessStep.Started, at, name: name);
        }

        book.AdoptAll(process, files, at);
        return Add(thread, process, files);
    }

    /// <summary>A thread made another thread or a process.</summary>
    public TracedThread Make(TracedThread parent, int thread, TimeSpan at)
    {
        if (Find(thread) is { } known)
        {
            return known;
        }

        var flags = calls.CloneFlags(parent);
        var isThread = (flags & CLONE_THREAD) != 0;
        var process = isThread ? parent.Process : new TracedProcess(thread) { Threads = 0, HasRing = parent.Process.HasRing };
        var files = CallFollower.MeansFiles(flags) ? Share(parent.Files) : parent.Files.Copy();
        Tell(parent.Process.Id, parent.Id, isThread ? ProcessStep.Cloned : ProcessStep.Forked, at, code: thread);
        return Add(thread, process, files);
    }

    /// <summary>A process runs another program: all its other threads are gone, and the one that asked has its process's number.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="former">The number that the thread had before.</param>
    /// <param name="isFirst">It is the program that was asked for.</param>
    /// <param name="at">Now.</param>
    public void Execute(int processId, int former, bool isFirst, TimeSpan at)
    {
        if (Find(former) is not { } thread)
        {
            return;
        }

        if (former != processId)
        {
            Remove(former);
            if (Find(processId) is { } leader)
            {
                calls.Abandon(leader, at);
                leader.Files.Leave();
                leader.Process.Threads--;
                _threads.Remove(processId);
            }

            thread.Id = processId;
            _threads[processId] = thread;
        }

        // A table shared with others is not swept: the new program gets its own (execve(2)).
        if (thread.Files.Users > 1)
        {
            var own = thread.Files.Copy();
            thread.Files.Leave();
            thread.Files = own;
        }

        thread.Files.Execute();
        thread.Process.HasRing = false;
        Tell(processId, processId, isFirst ? ProcessStep.Started : ProcessStep.Executed, at, name: tracees.Name(processId));
    }

    /// <summary>A thread is about to end. When it is the last to use its descriptors, their sockets are looked at once more: what is unread now makes a reset of the end.</summary>
    public void Leaving(TracedThread thread, TimeSpan at)
    {
        calls.Abandon(thread, at);
        if (thread.IsLeaving)
        {
            return;
        }

        thread.IsLeaving = true;
        if (++thread.Files.Leaving < thread.Files.Users)
        {
            return;
        }

        foreach (var (descriptor, file) in thread.Files.Files.Where(static entry => entry.File is { IsSocket: true }).Take(MostLastLooks).ToList())
        {
            book.Look(file, thread.Process.Id, descriptor, at, isOrdinary: false, withNames: false);
        }
    }

    /// <summary>A thread is gone.</summary>
    public void Gone(int id, int code, bool bySignal, TimeSpan at)
    {
        if (Find(id) is not { } thread)
        {
            return;
        }

        calls.Abandon(thread, at);
        Remove(id);
        thread.Files.Leaving -= thread.IsLeaving ? 1 : 0;
        thread.Files.Leave();
        Tell(thread.Process.Id, id, bySignal ? ProcessStep.Killed : ProcessStep.Exited, at, code: code);
        if (--thread.Process.Threads == 0)
        {
            _processes.Remove(thread.Process.Id);
            tracees.Forget(thread.Process.Id);
        }
    }

    /// <summary>Nothing is watched any longer.</summary>
    public void Detach(TimeSpan at)
    {
        foreach (var thread in _threads.Values.OrderBy(static thread => thread.Id))
        {
            calls.Abandon(thread, at);
        }

        foreach (var process in _processes.Keys.Order())
        {
            Tell(process, process, ProcessStep.Detached, at);
        }
    }

    TracedThread Add(int id, TracedProcess process, DescriptorTable files)
    {
        process.Threads++;
        _processes[process.Id] = process;
        return _threads[id] = new TracedThread(id, process, files);
    }

    static DescriptorTable Share(DescriptorTable files)
    {
        files.Users++;
        return files;
    }

    void Remove(int thread) => _threads.Remove(thread);

    void Tell(int process, int thread, ProcessStep step, TimeSpan at, string? name = null, int code = 0) =>
        tell(new ProcessEvent { At = at, ProcessId = process, ThreadId = thread, Step = step, Name = name, Code = code });
}
