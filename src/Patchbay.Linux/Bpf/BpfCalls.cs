using System.Runtime.InteropServices;
using System.Text;

namespace Patchbay.Linux.Bpf;

/// <summary>The system call bpf(2). Each act returns a descriptor or throws. Linux only.</summary>
static unsafe partial class BpfCalls
{
    const int BPF_MAP_CREATE = 0;
    const int BPF_MAP_UPDATE_ELEM = 2;
    const int BPF_PROG_LOAD = 5;
    const int BPF_RAW_TRACEPOINT_OPEN = 17;
    const int BPF_MAP_TYPE_HASH = 1;
    const int BPF_MAP_TYPE_RINGBUF = 27;
    const int BPF_PROG_TYPE_RAW_TRACEPOINT = 17;

    // union bpf_attr has grown to 160 bytes; what is behind the end of what a kernel knows must be zero.
    const int AttributeSize = 128;
    const int LogSize = 64 * 1024;

    // Numbers of the system call: only arm64 and later architectures share one.
    static nint Number => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 321,
        Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => 280,
        _ => throw new BpfException("load a program", Linux.Errno.ENOSYS, "the number of bpf(2) on this architecture is not known here"),
    };

    /// <summary>A ring buffer; <paramref name="bytes"/> is a power of two and a multiple of the page size.</summary>
    public static int CreateRing(int bytes)
    {
        var attributes = stackalloc byte[AttributeSize];
        new Span<byte>(attributes, AttributeSize).Clear();
        // map_type, key_size, value_size, max_entries.
        *(uint*)attributes = BPF_MAP_TYPE_RINGBUF;
        *(uint*)(attributes + 12) = (uint)bytes;
        return Act("create a ring buffer", BPF_MAP_CREATE, attributes);
    }

    /// <summary>A set of numbers that programs and we may add to.</summary>
    /// <param name="entries">How many there is room for.</param>
    public static int CreateSet(int entries)
    {
        var attributes = stackalloc byte[AttributeSize];
        new Span<byte>(attributes, AttributeSize).Clear();
        // map_type, key_size, value_size, max_entries.
        *(uint*)attributes = BPF_MAP_TYPE_HASH;
        *(uint*)(attributes + 4) = sizeof(int);
        *(uint*)(attributes + 8) = sizeof(int);
        *(uint*)(attributes + 12) = (uint)entries;
        return Act("create a set", BPF_MAP_CREATE, attributes);
    }

    /// <summary>Adds a number to a set.</summary>
    public static void Add(int set, int number)
    {
        var attributes = stackalloc byte[AttributeSize];
        new Span<byte>(attributes, AttributeSize).Clear();
        // map_fd, key, value, flags.
        *(uint*)attributes = (uint)set;
        *(ulong*)(attributes + 8) = (ulong)&number;
        *(ulong*)(attributes + 16) = (ulong)&number;
        Act("add to a set", BPF_MAP_UPDATE_ELEM, attributes);
    }

    /// <summary>Verifies and loads a program for raw tracepoints.</summary>
    public static int Load(ReadOnlySpan<ulong> program)
    {
        var descriptor = Load(program, []);
        if (descriptor >= 0)
        {
            return descriptor;
        }

        // The verifier's words are asked for only now: a log without room for all of them would be an error by itself.
        var log = new byte[LogSize];
        var again = Load(program, log);
        return again >= 0 ? again : throw new BpfException("load a program", -descriptor, LastLine(log));
    }

    static int Load(ReadOnlySpan<ulong> program, byte[] log)
    {
        var attributes = stackalloc byte[AttributeSize];
        new Span<byte>(attributes, AttributeSize).Clear();
        fixed (ulong* instructions = program)
        fixed (byte* words = log, license = "GPL\0"u8)
        {
            // prog_type, insn_cnt, insns, license, log_level, log_size, log_buf. The helpers that read the kernel's memory are for GPL programs.
            *(uint*)attributes = BPF_PROG_TYPE_RAW_TRACEPOINT;
            *(uint*)(attributes + 4) = (uint)program.Length;
            *(ulong*)(attributes + 8) = (ulong)instructions;
            *(ulong*)(attributes + 16) = (ulong)license;
            *(uint*)(attributes + 24) = log.Length > 0 ? 1u : 0;
            *(uint*)(attributes + 28) = (uint)log.Length;
            *(ulong*)(attributes + 32) = (ulong)words;
            return Call(BPF_PROG_LOAD, attributes);
        }
    }

    /// <summary>Runs the program whenever the tracepoint is passed, until the descriptor is closed.</summary>
    public static int Attach(string tracepoint, int program)
    {
        var attributes = stackalloc byte[AttributeSize];
        new Span<byte>(attributes, AttributeSize).Clear();
        fixed (byte* name = Encoding.ASCII.GetBytes(tracepoint + "\0"))
        {
            *(ulong*)attributes = (ulong)name;
            *(uint*)(attributes + 8) = (uint)program;
            return Act($"attach to the tracepoint {tracepoint}", BPF_RAW_TRACEPOINT_OPEN, attributes);
        }
    }

    static int Act(string operation, int command, byte* attributes)
    {
        var result = Call(command, attributes);
        return result >= 0 ? result : throw new BpfException(operation, -result);
    }

    static int Call(int command, byte* attributes)
    {
        var result = syscall(Number, command, attributes, AttributeSize);
        return result >= 0 ? (int)result : -Marshal.GetLastPInvokeError();
    }

    // "processed 30 insns …" is a summary; what is wrong stands before it.
    static string LastLine(byte[] log) =>
        Encoding.ASCII.GetString(log).TrimEnd('\0', '\n').Split('\n').LastOrDefault(static line => line.Length > 0 && !line.StartsWith("processed ", StringComparison.Ordinal)) ?? "";

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint command, void* attributes, nint size);
}
