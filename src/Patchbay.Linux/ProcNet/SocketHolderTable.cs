namespace Patchbay.Linux;

/// <summary>
/// Which processes hold which sockets, for a whole table of sockets: one walk over the descriptors of every process. A picture of the moment it was taken. Not thread-safe.
/// </summary>
public sealed class SocketHolderTable
{
    readonly Dictionary<int, string> _commands = [];
    readonly HeldSocket[] _held;

    SocketHolderTable(HeldSocket[] held, int denied)
    {
        _held = held;
        Denied = denied;
    }

    /// <summary>Processes that were closed to us: their sockets seem to have no holder.</summary>
    public int Denied { get; }

    /// <summary>Looks into every process. Empty where /proc is missing.</summary>
    public static SocketHolderTable Take()
    {
        var held = new List<HeldSocket>();
        var denied = 0;
        if (Directory.Exists("/proc/self/fd"))
        {
            denied = ProcessDescriptors.Walk(socket =>
            {
                held.Add(socket);
                return true;
            });
        }

        var sorted = held.ToArray();
        Array.Sort(sorted, static (left, right) => (left.Inode, left.Pid, left.Descriptor).CompareTo((right.Inode, right.Pid, right.Descriptor)));
        return new SocketHolderTable(sorted, denied);
    }

    /// <summary>The descriptors of a socket, by process and number.</summary>
    public ReadOnlySpan<HeldSocket> Find(ulong inode)
    {
        var (low, high) = (0, _held.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_held[middle].Inode < inode)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        var end = low;
        while (end < _held.Length && _held[end].Inode == inode)
        {
            end++;
        }

        return _held.AsSpan(low, end - low);
    }

    /// <summary>The name of a process in the table; <c>?</c> when it is gone.</summary>
    public string CommandOf(int pid)
    {
        if (!_commands.TryGetValue(pid, out var command))
        {
            _commands[pid] = command = SocketHolders.ReadCommand(pid) ?? "?";
        }

        return command;
    }
}
