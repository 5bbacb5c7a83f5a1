namespace Patchbay.Linux;

/// <summary>A descriptor of a socket in some process.</summary>
/// <param name="Inode">The socket.</param>
/// <param name="Pid">The process.</param>
/// <param name="Descriptor">The descriptor's number.</param>
public readonly record struct HeldSocket(ulong Inode, int Pid, int Descriptor);
