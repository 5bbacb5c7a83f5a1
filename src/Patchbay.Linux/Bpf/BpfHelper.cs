namespace Patchbay.Linux.Bpf;

/// <summary>Functions of the kernel's that a program may call, with their numbers.</summary>
enum BpfHelper
{
    /// <summary>The value of a key of a map; 0 when it is not there.</summary>
    Find = 1,

    /// <summary>Sets the value of a key of a map.</summary>
    Update = 2,

    /// <summary>CLOCK_MONOTONIC in nanoseconds.</summary>
    Time = 5,

    /// <summary>The process in the upper 32 bits, the thread in the lower; as the first namespace of processes numbers them.</summary>
    CurrentThread = 14,

    /// <summary>The address of struct task_struct.</summary>
    CurrentTask = 35,

    /// <summary>Copies from the memory of the program that runs; zeros when that is not there.</summary>
    ReadUser = 112,

    /// <summary>Copies from the kernel's memory; zeros when that is not readable.</summary>
    ReadKernel = 113,

    /// <summary>Copies a record into a ring buffer.</summary>
    RingOutput = 130,
}
