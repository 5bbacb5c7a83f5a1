using System.Globalization;
using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>The watched processes, by /proc, process_vm_readv and pidfd_getfd. For the tracing thread alone.</summary>
sealed class KernelTracees : ITracees, IDisposable
{
    const int ESRCH = 3, EBADF = 9;

    readonly Dictionary<int, ProcessMemoryReader> _memories = [];
    readonly Dictionary<int, ProcessDescriptor?> _processes = [];

    public ITracedMemory Memory(int process)
    {
        if (!_memories.TryGetValue(process, out var memory))
        {
            _memories[process] = memory = new ProcessMemoryReader(process);
        }

        return memory;
    }

    public (OpenFileKind Kind, ulong Inode)? Identify(int process, int descriptor) => ProcessFile.Target(process, descriptor) switch
    {
        null => null,
        "anon_inode:[eventpoll]" => (OpenFileKind.Epoll, 0),
        "anon_inode:[io_uring]" => (OpenFileKind.Ring, 0),
        var target => ProcessFile.SocketInode(target) is > 0 and var inode ? (OpenFileKind.Socket, inode) : null,
    };

    public DescribedFile? Describe(int process, int descriptor)
    {
        if (Identify(process, descriptor) is not var (kind, inode))
        {
            return null;
        }

        long flags = 0;
        var watched = new List<int>();
        try
        {
            // proc_pid_fdinfo(5): "flags: 02004002" in octal, and of an epoll "tfd: 5 events: …" for each descriptor it waits for.
            foreach (var line in File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/fdinfo/{descriptor}")))
            {
                var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
                if (words is ["flags:", var octal])
                {
                    flags = Convert.ToInt64(octal, 8);
                }
                else if (words is ["tfd:", var number, ..] && int.TryParse(number, CultureInfo.InvariantCulture, out var target))
                {
                    watched.Add(target);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }

        return new DescribedFile(kind, inode, (flags & SocketCallWords.NonBlocking) != 0, (flags & SocketCallWords.CloseOnExec) != 0, watched);
    }

    public IReadOnlyList<(int Descriptor, DescribedFile File)> DescribeAll(int process)
    {
        var all = new List<(int, DescribedFile)>();
        try
        {
            foreach (var path in Directory.EnumerateFileSystemEntries(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/fd")))
            {
                if (int.TryParse(Path.GetFileName(path.AsSpan()), CultureInfo.InvariantCulture, out var descriptor) && Describe(process, descriptor) is { } file)
                {
                    all.Add((descriptor, file));
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is gone, or not ours to see: what is open shows when it is used.
        }

        return all;
    }

    public SocketLook? Look(int process, int descriptor, bool withNames, out bool isRefused)
    {
        var errno = 0;
        if (!_processes.TryGetValue(process, out var opened))
        {
            opened = ProcessDescriptor.TryOpen(process, out errno);
            // One that is gone is not forgotten a second time.
            if (errno != ESRCH)
            {
                _processes[process] = opened;
            }
        }

        var borrowed = opened?.Borrow(descriptor) ?? -errno;
        isRefused = borrowed < 0 && -borrowed is not (ESRCH or EBADF);
        if (borrowed < 0 || opened is null)
        {
            return null;
        }

        try
        {
            return KernelLook.At(borrowed, withNames);
        }
        finally
        {
            SocketCalls.Close(borrowed);
        }
    }

    public string Name(int process)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/comm")).TrimEnd('\n');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "?";
        }
    }

    public void Forget(int process)
    {
        _memories.Remove(process);
        if (_processes.Remove(process, out var opened))
        {
            opened?.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var process in _processes.Keys.ToList())
        {
            Forget(process);
        }
    }

    sealed class ProcessMemoryReader(int process) : ITracedMemory
    {
        public int Read(ulong address, Span<byte> buffer) => ProcessMemory.Read(process, address, buffer);
    }
}
