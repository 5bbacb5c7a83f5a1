namespace Patchbay.Observation;

/// <summary>What /proc tells of a descriptor of another process's (proc_pid_fd(5), proc_pid_fdinfo(5)).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Inode">Of a socket, its number in the kernel; else 0.</param>
/// <param name="NonBlocking">O_NONBLOCK.</param>
/// <param name="CloseOnExec">FD_CLOEXEC.</param>
/// <param name="Watched">Of an epoll, the descriptors it waits for.</param>
readonly record struct DescribedFile(OpenFileKind Kind, ulong Inode, bool NonBlocking, bool CloseOnExec, IReadOnlyList<int> Watched);
