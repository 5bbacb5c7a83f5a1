namespace Patchbay.Linux.Bpf;

/// <summary>Functions of the kernel's that a program may call, with their numbers.</summary>
enum BpfHelper
{
    /// <summary>CLOCK_MONOTONIC in nanoseconds.</summary>
    Time = 5,

    /// <summary>Copies from the kernel's memory; zeros when that is not readable.</summary>
    ReadKernel = 113,

    /// <summary>Copies a record into a ring buffer.</summary>
    RingOutput = 130,
}
