using Patchbay.Linux;

namespace Patchbay.Interop.Tests.Life.Kernel;

/// <summary>Makes calls of the kernel's entries and returns: those about sockets, as docs/life.md says which.</summary>
sealed class KernelCalls
{
    // The kernel's own errors: the call begins anew, unless a handler comes between (include/linux/errno.h).
    const long FirstRestart = -516, LastRestart = -512;
    const int EpollAdd = 1, EpollRemove = 2, PollSize = 8;
    const uint NonBlocking = 0x5421;

    // F_DUPFD, F_SETFL, F_DUPFD_CLOEXEC.
    static readonly int[] FileCommands = [0, 4, 1030];

    readonly List<KernelCall> _calls = [];
    readonly Dictionary<int, (KernelCallRecord Entry, bool IsHeld, bool IsAbout, bool IsSure)> _open = [];
    readonly Dictionary<int, long> _returned = [];
    readonly Dictionary<(int Process, int Descriptor), (HashSet<int> Sockets, long Changed)> _epolls = [];

    KernelCalls()
    {
    }

    /// <summary>Reads a record.</summary>
    public static List<KernelCall> Of(IEnumerable<KernelCallRecord> records)
    {
        var reader = new KernelCalls();
        foreach (var record in records)
        {
            if (record.IsReturn != 0)
            {
                reader.Return(record);
            }
            else
            {
                reader.Enter(record);
            }
        }

        foreach (var thread in reader._open.Keys.ToList())
        {
            reader.Finish(thread, null);
        }

        return reader._calls;
    }

    void Enter(in KernelCallRecord entry)
    {
        var thread = (int)entry.Thread;
        if (_open.TryGetValue(thread, out var open))
        {
            if (open.IsHeld && (KernelRecorder.NameOf(entry.Number) == "restart_syscall" || IsSame(entry, open.Entry)))
            {
                _open[thread] = open with { IsHeld = false };
                return;
            }

            Finish(thread, open.IsHeld ? -Errno.EINTR : null);
        }

        _open[thread] = (entry, false, IsAbout(entry, out var isSure), isSure);
        Closing(entry);
    }

    void Return(in KernelCallRecord record)
    {
        var thread = (int)record.Thread;
        if (!_open.TryGetValue(thread, out var open) || open.Entry.Number != record.Number && KernelRecorder.NameOf(record.Number) != "restart_syscall")
        {
            return;
        }

        _returned[thread] = record.Time;
        if (record.Result is >= FirstRestart and <= LastRestart)
        {
            _open[thread] = open with { IsHeld = true };
            return;
        }

        Watched(open.Entry, record);
        Finish(thread, record.Result);
    }

    void Finish(int thread, long? result)
    {
        _open.Remove(thread, out var open);
        if (open.IsAbout)
        {
            var name = KernelRecorder.NameOf(open.Entry.Number);
            var outcome = result is not { } value ? KernelCall.Unfinished : value < 0 ? ErrnoNames.Of((int)-value)! : value.ToString();
            _calls.Add(new KernelCall(thread, name, HasDescriptor(name) ? Argument(open.Entry, 0) : -1, outcome, open.IsSure));
        }
    }

    bool IsAbout(in KernelCallRecord entry, out bool isSure)
    {
        isSure = true;
        var (first, second) = (Argument(entry, 0), Argument(entry, 1));
        switch (KernelRecorder.NameOf(entry.Number))
        {
            case "read" or "readv" or "write" or "writev" or "close" or "dup":
                return IsSocket(entry, first);
            case "sendfile" or "dup2" or "dup3":
                return IsSocket(entry, first) || IsSocket(entry, second);
            case "splice":
                return IsSocket(entry, first) || IsSocket(entry, Argument(entry, 2));
            case "fcntl":
                return FileCommands.Contains(second) && IsSocket(entry, first);
            case "ioctl":
                return (uint)second == NonBlocking && IsSocket(entry, first);
            case "close_range":
                var (from, to) = ((uint)first, (uint)second);
                return Descriptors(entry).Any(descriptor => descriptor >= from && descriptor <= to);
            case "poll" or "ppoll":
                return Polled(entry);
            case "select" or "pselect6":
                return Selected(entry);
            case "epoll_ctl":
                return IsSocket(entry, Argument(entry, 2));
            case "epoll_wait" or "epoll_pwait" or "epoll_pwait2":
                if (!_epolls.TryGetValue((Process(entry), first), out var epoll))
                {
                    return false;
                }

                // What another thread did since this one's last call may be seen before or after.
                isSure = epoll.Changed < _returned.GetValueOrDefault((int)entry.Thread);
                return epoll.Sockets.Count > 0 || !isSure;
            case "restart_syscall":
                return false;
            default:
                return true;
        }
    }

    // A closed socket is in no epoll any more, if this was its last descriptor.
    void Closing(in KernelCallRecord entry)
    {
        if (KernelRecorder.NameOf(entry.Number) is not "close")
        {
            return;
        }

        _epolls.Remove((Process(entry), Argument(entry, 0)));
        foreach (var (key, epoll) in _epolls.ToList())
        {
            if (key.Process == Process(entry) && epoll.Sockets.Remove(Argument(entry, 0)))
            {
                _epolls[key] = epoll with { Changed = entry.Time };
            }
        }
    }

    void Watched(in KernelCallRecord entry, in KernelCallRecord record)
    {
        if (KernelRecorder.NameOf(entry.Number) != "epoll_ctl" || record.Result < 0 || !IsSocket(entry, Argument(entry, 2)))
        {
            return;
        }

        var key = (Process(entry), Argument(entry, 0));
        var sockets = _epolls.TryGetValue(key, out var epoll) ? epoll.Sockets : [];
        _ = Argument(entry, 1) switch
        {
            EpollAdd => sockets.Add(Argument(entry, 2)),
            EpollRemove => sockets.Remove(Argument(entry, 2)),
            _ => false,
        };
        _epolls[key] = (sockets, record.Time);
    }

    static unsafe bool Polled(KernelCallRecord entry)
    {
        for (var i = 0; i < Math.Min(Argument(entry, 1), KernelCallRecord.MostPolled); i++)
        {
            if (IsSocket(entry, BitConverter.ToInt32(new ReadOnlySpan<byte>(entry.Memory + (i * PollSize), sizeof(int)))))
            {
                return true;
            }
        }

        return false;
    }

    static unsafe bool Selected(KernelCallRecord entry)
    {
        for (var descriptor = 0; descriptor < Math.Min(Argument(entry, 0), KernelCallRecord.MostDescriptors); descriptor++)
        {
            for (var set = 0; set < 3; set++)
            {
                if ((entry.Memory[(set * KernelCallRecord.SetSize) + (descriptor / 8)] & (1 << (descriptor % 8))) != 0 && IsSocket(entry, descriptor))
                {
                    return true;
                }
            }
        }

        return false;
    }

    static IEnumerable<int> Descriptors(KernelCallRecord entry) => Enumerable.Range(0, KernelCallRecord.MostDescriptors).Where(descriptor => IsSocket(entry, descriptor));

    static unsafe bool IsSocket(KernelCallRecord entry, int descriptor)
    {
        Assert.True(descriptor < KernelCallRecord.MostDescriptors, $"Descriptor {descriptor} is beyond those that are recorded.");
        return descriptor >= 0 && (entry.Sockets[descriptor / 64] & (1ul << (descriptor % 64))) != 0;
    }

    static unsafe bool IsSame(KernelCallRecord left, KernelCallRecord right) =>
        left.Number == right.Number && new ReadOnlySpan<ulong>(left.Arguments, 6).SequenceEqual(new ReadOnlySpan<ulong>(right.Arguments, 6));

    static bool HasDescriptor(string name) => name is not ("socket" or "socketpair" or "poll" or "ppoll" or "select" or "pselect6" or "close_range");

    static unsafe int Argument(KernelCallRecord entry, int index) => (int)entry.Arguments[index];

    static int Process(KernelCallRecord entry) => (int)(entry.Thread >> 32);
}
