namespace Patchbay.Observation;

/// <summary>The watched processes as the kernel shows them.</summary>
interface ITracees
{
    /// <summary>The memory of a process.</summary>
    ITracedMemory Memory(int process);

    /// <summary>What a descriptor is, when it is of a kind that is followed; the inode of a socket.</summary>
    (OpenFileKind Kind, ulong Inode)? Identify(int process, int descriptor);

    /// <summary>The same with its flags.</summary>
    DescribedFile? Describe(int process, int descriptor);

    /// <summary>Every descriptor of a kind that is followed.</summary>
    IReadOnlyList<(int Descriptor, DescribedFile File)> DescribeAll(int process);

    /// <summary>Borrows a socket and asks it; null when that is not possible.</summary>
    /// <param name="process">Whose.</param>
    /// <param name="descriptor">The descriptor there.</param>
    /// <param name="withNames">Also what it is and which ends it has.</param>
    /// <param name="isRefused">The kernel does not permit it. False when the process or its descriptor is gone, as happens where a program ends.</param>
    SocketLook? Look(int process, int descriptor, bool withNames, out bool isRefused);

    /// <summary>The name of the program that a process runs.</summary>
    string Name(int process);

    /// <summary>A process is gone: what is kept of it is given back.</summary>
    void Forget(int process);
}
