using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>
/// A program started with posix_spawn(3), and reaped whatever happens. System.Diagnostics.Process always makes pipes of its own and can give a program
/// neither a terminal nor a process group. Linux 5.3. Members are safe to call from any thread.
/// </summary>
public sealed partial class RunningProgram
{
    const int P_PIDFD = 3, WEXITED = 4;
    const int CLD_EXITED = 1;
    const int ESRCH = 3;

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
        if (!start.StandsForUs)
        {
            // Descriptors we inherited (--ready-fd, fd:3) are ours alone.
            DescriptorFlags.SetCloseOnExecFrom(3);
        }

        using var arguments = new NativeStrings(start.Arguments);
        using var environment = start.StandsForUs ? null : new NativeStrings(start.Environment);
        using var own = start.StandsForUs ? new OwnEnvironment() : null;
        using var settings = Settings(start);
        var variables = own is null ? environment!.Pointer : own.Pointer;
        var errno = posix_spawnp(out var id, start.Arguments[0], settings.Actions, settings.Attributes, arguments.Pointer, variables);
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

    static SpawnSettings Settings(ProgramStart start)
    {
        var settings = new SpawnSettings();
        // .NET ignores SIGPIPE, and what is ignored stays ignored in the new program.
        settings.ResetSignals(start.StandsForUs);
        foreach (var descriptor in start.Keeps)
        {
            settings.Keep(descriptor);
        }

        if (start.Directory is { } directory)
        {
            settings.ChangeDirectory(directory);
        }

        if (start.Terminal is { } terminal)
        {
            // The first terminal a session leader opens controls its session.
            settings.SetSession();
            settings.OpenTerminal(terminal, 0);
            settings.Redirect(0, 1);
            settings.Redirect(0, 2);
            return settings;
        }

        if (start.OwnGroup)
        {
            settings.SetGroup();
        }

        settings.Redirect(start.Input, 0);
        settings.Redirect(start.Output, 1);
        settings.Redirect(start.Error, 2);
        return settings;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int posix_spawnp(out int id, string file, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int waitid(int kind, int id, byte* info, int options);

    [LibraryImport("libc")]
    private static unsafe partial int waitpid(int id, int* status, int options);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint id, nint flags);
}
