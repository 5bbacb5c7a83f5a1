using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>
/// ptrace(2) for one tracer that follows the system calls of others. Every member but <see cref="Seize"/> is for the thread that seized. Each returns 0 or more, or minus the errno;
/// ESRCH says that the thread was killed meanwhile.
/// </summary>
/// <remarks>PTRACE_O_EXITKILL is not set: when the tracer ends, however, the kernel lets the traced run on.</remarks>
public static unsafe partial class Ptrace
{
    const nint PTRACE_SYSCALL = 24, PTRACE_GETEVENTMSG = 0x4201, PTRACE_SEIZE = 0x4206, PTRACE_INTERRUPT = 0x4207, PTRACE_LISTEN = 0x4208, PTRACE_GET_SYSCALL_INFO = 0x420E;
    const nint PTRACE_O_TRACESYSGOOD = 1, PTRACE_O_TRACEFORK = 2, PTRACE_O_TRACEVFORK = 4, PTRACE_O_TRACECLONE = 8, PTRACE_O_TRACEEXEC = 16, PTRACE_O_TRACEEXIT = 64;
    const int __WALL = 0x40000000;

    /// <summary>Begins to trace a thread, and all that it makes, without stopping it. EPERM: not permitted, or traced already; ESRCH: no such thread.</summary>
    public static int Seize(int thread) =>
        Request(PTRACE_SEIZE, thread, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT);

    /// <summary>Makes a thread stop: <see cref="TraceStopKind.Trap"/>. A call in which it waits is begun anew; epoll_wait and a few others return EINTR (signal(7)).</summary>
    public static int Interrupt(int thread) => Request(PTRACE_INTERRUPT, thread, 0, 0);

    /// <summary>Lets a stopped thread run to its next system call, entry or exit.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="signal">The signal that it gets; 0 for none.</param>
    public static int Resume(int thread, int signal = 0) => Request(PTRACE_SYSCALL, thread, 0, signal);

    /// <summary>Leaves a thread in its group stop and waits for what ends that: SIGCONT works as if nobody traced.</summary>
    public static int Listen(int thread) => Request(PTRACE_LISTEN, thread, 0, 0);

    /// <summary>The message of the event a thread stopped at.</summary>
    public static int TryGetMessage(int thread, out ulong message)
    {
        ulong value = 0;
        var result = Request(PTRACE_GETEVENTMSG, thread, 0, (nint)(&value));
        message = value;
        return result;
    }

    /// <summary>The system call at whose entry or exit a thread stopped.</summary>
    public static int TryGetCall(int thread, out CallStop call)
    {
        CallStop value = default;
        var result = Request(PTRACE_GET_SYSCALL_INFO, thread, sizeof(CallStop), (nint)(&value));
        call = value;
        return result;
    }

    /// <summary>Waits for the next stop of any traced thread; null when none is left.</summary>
    public static TraceStop? Wait()
    {
        while (true)
        {
            int status;
            var thread = waitpid(-1, &status, __WALL);
            if (thread > 0)
            {
                return TraceStop.Read(thread, status);
            }

            if (Marshal.GetLastPInvokeError() != Errno.EINTR)
            {
                return null;
            }
        }
    }

    static int Request(nint request, int thread, nint address, nint data) =>
        ptrace(request, thread, address, data) is >= 0 and var result ? (int)result : -Marshal.GetLastPInvokeError();

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint ptrace(nint request, nint thread, nint address, nint data);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitpid(int process, int* status, int options);
}
