using Patchbay.Linux;

namespace Patchbay.Observation.Tests.Life;

/// <summary>Processes made of memory and a list of sockets.</summary>
sealed class FakeTracees : ITracees, ITracedMemory
{
    readonly Dictionary<(int Process, int Descriptor), ulong> _inodes = [];

    public Dictionary<ulong, byte[]> Bytes { get; } = [];

    public List<LifeEvent> Events { get; } = [];

    /// <summary>Looks that are under way or were: their descriptors.</summary>
    public List<(int Process, int Descriptor)> Looks { get; } = [];

    public SocketLook? Answer { get; set; } = new();

    /// <summary>From now on a descriptor is a socket.</summary>
    public void Open(int process, int descriptor, ulong inode) => _inodes[(process, descriptor)] = inode;

    public ulong Put(ulong address, params byte[] bytes)
    {
        Bytes[address] = bytes;
        return address;
    }

    public ITracedMemory Memory(int process) => this;

    public int Read(ulong address, Span<byte> buffer)
    {
        foreach (var (start, bytes) in Bytes)
        {
            if (address >= start && address < start + (ulong)bytes.Length)
            {
                var part = bytes.AsSpan((int)(address - start));
                part = part[..Math.Min(part.Length, buffer.Length)];
                part.CopyTo(buffer);
                return part.Length;
            }
        }

        return 0;
    }

    public (OpenFileKind Kind, ulong Inode)? Identify(int process, int descriptor) => _inodes.TryGetValue((process, descriptor), out var inode) ? (OpenFileKind.Socket, inode) : null;

    public DescribedFile? Describe(int process, int descriptor) => Identify(process, descriptor) is var (kind, inode) ? new DescribedFile(kind, inode, false, false, []) : null;

    public IReadOnlyList<(int Descriptor, DescribedFile File)> DescribeAll(int process) =>
        [.. _inodes.Keys.Where(key => key.Process == process).Select(key => (key.Descriptor, Describe(process, key.Descriptor)!.Value))];

    /// <summary>Of looks that have no answer: whether the kernel refuses them, or there is nothing to be looked at any more.</summary>
    public bool IsRefused { get; set; }

    public SocketLook? Look(int process, int descriptor, bool withNames, out bool isRefused)
    {
        Looks.Add((process, descriptor));
        isRefused = Answer is null && IsRefused;
        return Answer;
    }

    public string Name(int process) => "program";

    public void Forget(int process)
    {
    }

    public static CallArguments Arguments(params ReadOnlySpan<ulong> values)
    {
        var arguments = default(CallArguments);
        for (var i = 0; i < values.Length; i++)
        {
            arguments[i] = values[i];
        }

        return arguments;
    }
}
