namespace Patchbay.Linux.Bpf;

/// <summary>Functions of the kernel's that a program may call, with their numbers.</summary>
enum BpfHelper
{
    /// <summary>Looks a key up; the value's address or zero.</summary>
    MapLookup = 1,

    /// <summary>Puts a key and value into a map.</summary>
    MapUpdate = 2,

    /// <summary>CLOCK_MONOTONIC in nanoseconds.</summary>
    Time = 5,

    /// <summary>Process in the high half, thread in the low.</summary>
    ProcessAndThread = 14,

    /// <summary>Copies from the kernel's memory; zeros when that is not readable.</summary>
    ReadKernel = 113,

    /// <summary>Copies a record into a ring buffer.</summary>
    RingOutput = 130,
}
