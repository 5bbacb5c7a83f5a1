namespace Patchbay.Observation;

/// <summary>
/// Which descriptors of a process are sockets (or wait for sockets): shared by the threads made with CLONE_FILES, copied by fork(2), swept by execve(2). Pure; not thread-safe.
/// </summary>
/// <param name="released">Told of every open file that no table names any more.</param>
sealed class DescriptorTable(Action<OpenFile> released)
{
    readonly Dictionary<int, (OpenFile File, bool CloseOnExec)> _files = [];

    /// <summary>How many threads have it.</summary>
    public int Users { get; set; } = 1;

    /// <summary>How many of them are about to end.</summary>
    public int Leaving { get; set; }

    /// <summary>What is followed, by descriptor.</summary>
    public IEnumerable<(int Descriptor, OpenFile File)> Files => _files.Select(static entry => (entry.Key, entry.Value.File));

    /// <summary>Null for what is not followed.</summary>
    public OpenFile? Find(int descriptor) => _files.TryGetValue(descriptor, out var entry) ? entry.File : null;

    /// <summary>FD_CLOEXEC; false for what is not followed.</summary>
    public bool ClosesOnExec(int descriptor) => _files.TryGetValue(descriptor, out var entry) && entry.CloseOnExec;

    /// <summary>A descriptor names a file; what it named before is closed.</summary>
    public void Set(int descriptor, OpenFile file, bool closeOnExec)
    {
        file.References++;
        Close(descriptor);
        _files[descriptor] = (file, closeOnExec);
    }

    /// <summary>fcntl(2) F_SETFD.</summary>
    public void SetCloseOnExec(int descriptor, bool closeOnExec)
    {
        if (_files.TryGetValue(descriptor, out var entry))
        {
            _files[descriptor] = (entry.File, closeOnExec);
        }
    }

    /// <summary>dup2(2): the second names what the first names; nothing changes when they are the same.</summary>
    public void Duplicate(int descriptor, int made, bool closeOnExec)
    {
        if (descriptor == made)
        {
            return;
        }

        if (Find(descriptor) is { } file)
        {
            Set(made, file, closeOnExec);
        }
        else
        {
            Close(made);
        }
    }

    /// <summary>close(2); nothing for what is not followed.</summary>
    public void Close(int descriptor)
    {
        if (_files.Remove(descriptor, out var entry) && --entry.File.References == 0)
        {
            released(entry.File);
        }
    }

    /// <summary>The followed descriptors of a range, both ends included, as close_range(2) counts: without a sign.</summary>
    public List<int> InRange(uint first, uint last) => [.. _files.Keys.Where(descriptor => (uint)descriptor >= first && (uint)descriptor <= last)];

    /// <summary>fork(2), or CLOSE_RANGE_UNSHARE: the same files in a table of one user.</summary>
    public DescriptorTable Copy()
    {
        var copy = new DescriptorTable(released);
        foreach (var (descriptor, (file, closeOnExec)) in _files)
        {
            copy.Set(descriptor, file, closeOnExec);
        }

        return copy;
    }

    /// <summary>execve(2).</summary>
    public void Execute()
    {
        foreach (var descriptor in _files.Where(static entry => entry.Value.CloseOnExec).Select(static entry => entry.Key).ToList())
        {
            Close(descriptor);
        }
    }

    /// <summary>A thread has it no longer; with the last one everything is closed.</summary>
    public void Leave()
    {
        if (--Users == 0)
        {
            foreach (var descriptor in _files.Keys.ToList())
            {
                Close(descriptor);
            }
        }
    }
}
