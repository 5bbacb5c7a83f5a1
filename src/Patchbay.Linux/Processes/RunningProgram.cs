using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>
/// A program started with posix_spawn(3), and reaped whatever happens. System.Diagnostics.Process always makes pipes of its own and can give a program
/// neither a terminal nor a process group. Linux 5.3. Members are safe to call from any thread.
/// </summary>
public sealed partial class RunningProgram
{
    const short POSIX_SPAWN_SETPGROUP = 0x02, POSIX_SPAWN_SETSIGDEF = 0x04, POSIX_SPAWN_SETSIGMASK = 0x08, POSIX_SPAWN_SETSID = 0x80;
    const int P_PIDFD = 3, WEXITED = 4;
    const int CLD_EXITED = 1;
    const int ESRCH = 3;

    // posix_spawnattr_t has 336 bytes, posix_spawn_file_actions_t 80, sigset_t 128 and siginfo_t 128 in glibc; musl's are no larger.
    const int OpaqueSize = 512;

    readonly bool _ownGroup;
    readonly Lock _lock = new();
    bool _isReaped;

    RunningProgram(int id, int processDescriptor, bool ownGroup)
    {
        Id = id;
        _ownGroup = ownGroup;
        Exited = WaitAsync(new PolledDescriptor(processDescriptor, forOutput: false));
    }

    /// <summary>Its process id.</summary>
    public int Id { get; }

    /// <summary>Completes when it has ended and is reaped. Never fails.</summary>
    public Task<ProgramExit> Exited { get; }

    /// <summary>Starts a program. It gets the default action of every signal, and no descriptor of ours but the three.</summary>
    /// <exception cref="Win32Exception">It cannot be started; carries the errno: ENOENT, EACCES, ENOEXEC.</exception>
    public static unsafe RunningProgram Start(ProgramStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        // Descriptors we inherited (--ready-fd, fd:3) are ours alone.
        DescriptorFlags.SetCloseOnExecFrom(3);
        using var arguments = new NativeStrings(start.Arguments);
        using var environment = new NativeStrings(start.Environment);
        byte* actions = stackalloc byte[OpaqueSize], attributes = stackalloc byte[OpaqueSize];
        _ = posix_spawn_file_actions_init(actions);
        _ = posix_spawnattr_init(attributes);
        try
        {
            AddActions(actions, start);
            SetAttributes(attributes, start);
            var errno = posix_spawnp(out var id, start.Arguments[0], actions, attributes, arguments.Pointer, environment.Pointer);
            if (errno != 0)
            {
                throw new Win32Exception(errno);
            }

            // The child is ours and not waited for: its number cannot be another process's yet.
            var descriptor = (int)syscall(434, id, 0);
            if (descriptor < 0)
            {
                errno = Marshal.GetLastPInvokeError();
                _ = kill(id, 9);
                _ = waitpid(id, null, 0);
                throw new Win32Exception(errno);
            }

            return new RunningProgram(id, descriptor, start.OwnGroup || start.Terminal is not null);
        }
        finally
        {
            _ = posix_spawn_file_actions_destroy(actions);
            _ = posix_spawnattr_destroy(attributes);
        }
    }

    /// <summary>Sends a signal, to its whole group when it has one of its own. Nothing happens when it has ended.</summary>
    public void Signal(int number)
    {
        lock (_lock)
        {
            // A leader that has ended and is not reaped keeps the number of its group taken.
            if (!_isReaped && _ownGroup && kill(-Id, number) != 0 && Marshal.GetLastPInvokeError() != ESRCH)
            {
                _ = kill(Id, number);
            }
            else if (!_isReaped && !_ownGroup)
            {
                _ = kill(Id, number);
            }
        }
    }

    async Task<ProgramExit> WaitAsync(PolledDescriptor process)
    {
        // A process descriptor is readable once the process has ended (pidfd_open(2)).
        await process.WaitAsync();
        var exit = Reap(process.Number);
        process.Dispose();
        return exit;
    }

    unsafe ProgramExit Reap(int process)
    {
        lock (_lock)
        {
            var info = stackalloc byte[128];
            while (waitid(P_PIDFD, process, info, WEXITED) != 0 && Marshal.GetLastPInvokeError() == Errno.EINTR)
            {
            }

            _isReaped = true;
            // siginfo_t of SIGCHLD: si_code at 8, si_status at 24 on 64-bit systems.
            return new ProgramExit(*(int*)(info + 24), *(int*)(info + 8) != CLD_EXITED);
        }
    }

    static unsafe void AddActions(byte* actions, ProgramStart start)
    {
        if (start.Directory is { } directory)
        {
            _ = posix_spawn_file_actions_addchdir_np(actions, directory);
        }

        if (start.Terminal is { } terminal)
        {
            // The first terminal a session leader opens controls its session.
            _ = posix_spawn_file_actions_addopen(actions, 0, terminal, 2, 0);
            _ = posix_spawn_file_actions_adddup2(actions, 0, 1);
            _ = posix_spawn_file_actions_adddup2(actions, 0, 2);
            return;
        }

        _ = posix_spawn_file_actions_adddup2(actions, start.Input, 0);
        _ = posix_spawn_file_actions_adddup2(actions, start.Output, 1);
        _ = posix_spawn_file_actions_adddup2(actions, start.Error, 2);
    }

    static unsafe void SetAttributes(byte* attributes, ProgramStart start)
    {
        byte* all = stackalloc byte[128], none = stackalloc byte[128];
        _ = sigfillset(all);
        _ = sigemptyset(none);
        // .NET ignores SIGPIPE, and what is ignored stays ignored in the new program.
        _ = posix_spawnattr_setsigdefault(attributes, all);
        _ = posix_spawnattr_setsigmask(attributes, none);
        var flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
        flags |= start.Terminal is not null ? POSIX_SPAWN_SETSID : start.OwnGroup ? POSIX_SPAWN_SETPGROUP : 0;
        _ = posix_spawnattr_setflags(attributes, (short)flags);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int posix_spawnp(out int id, string file, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawn_file_actions_adddup2(byte* actions, int descriptor, int target);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int posix_spawn_file_actions_addopen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int posix_spawn_file_actions_addchdir_np(byte* actions, string path);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_setsigdefault(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_setsigmask(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    private static unsafe partial int sigfillset(byte* signals);

    [LibraryImport("libc")]
    private static unsafe partial int sigemptyset(byte* signals);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int waitid(int kind, int id, byte* info, int options);

    [LibraryImport("libc")]
    private static unsafe partial int waitpid(int id, int* status, int options);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint id, nint flags);
}
