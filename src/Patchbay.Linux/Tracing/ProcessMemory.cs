using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>Reads the memory of another process: process_vm_readv(2). Needs the rights of ptrace. Thread-safe.</summary>
public static unsafe partial class ProcessMemory
{
    /// <summary>Copies as much as is mapped from <paramref name="address"/> on; returns how much that is.</summary>
    public static int Read(int process, ulong address, Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        fixed (byte* start = buffer)
        {
            nint* local = stackalloc nint[2] { (nint)start, buffer.Length };
            nint* remote = stackalloc nint[2] { (nint)address, buffer.Length };
            return Math.Max(0, (int)process_vm_readv(process, local, 1, remote, 1, 0));
        }
    }

    [LibraryImport("libc", SetLastError = false)]
    private static partial nint process_vm_readv(int process, nint* local, nuint localCount, nint* remote, nuint remoteCount, nuint flags);
}
