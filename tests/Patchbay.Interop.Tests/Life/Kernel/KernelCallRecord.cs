using System.Runtime.InteropServices;

namespace Patchbay.Interop.Tests.Life.Kernel;

/// <summary>An entry or a return, as the kernel's program writes it.</summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct KernelCallRecord
{
    /// <summary>Bytes of a record.</summary>
    public const int Size = 240;

    /// <summary>Descriptors that are asked for.</summary>
    public const int MostDescriptors = 256;

    /// <summary>Entries of poll(2) that are copied.</summary>
    public const int MostPolled = 16;

    /// <summary>Bytes of each of the three sets of select(2).</summary>
    public const int SetSize = 32;

    public const int ThreadAt = 8, KindAt = 16, NumberAt = 20, ResultAt = 24, ArgumentsAt = 32, SocketsAt = 80, MemoryAt = 112;

    /// <summary>CLOCK_MONOTONIC, nanoseconds.</summary>
    public long Time;

    /// <summary>The process in the upper half, the thread in the lower.</summary>
    public ulong Thread;

    /// <summary>0: entry; 1: return.</summary>
    public int IsReturn;

    /// <summary>Which call.</summary>
    public int Number;

    /// <summary>Of a return.</summary>
    public long Result;

    /// <summary>Of an entry.</summary>
    public fixed ulong Arguments[6];

    /// <summary>Of an entry: a bit for each descriptor that is a socket at this moment.</summary>
    public fixed ulong Sockets[4];

    /// <summary>Of an entry: what poll was given, or the sets of select.</summary>
    public fixed byte Memory[128];
}
