using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>
/// The loop that waits for traced threads to stop, has what they stopped for followed, and lets them go on. <see cref="Run"/> belongs to one thread, which is the tracer in the eyes of
/// the kernel: when it ends, however, everything traced runs on.
/// </summary>
sealed class Tracer : IDisposable
{
    const int ESRCH = 3;
    const int CAP_SYS_PTRACE = 19;

    readonly TracerSettings _settings;
    readonly TraceOutput _output;
    readonly KernelTracees _tracees = new();
    readonly CallFollower _calls;
    readonly Lifetimes _lifetimes;
    readonly Lock _lock = new();
    // Threads that stopped before the stop of their maker told what they are.
    readonly HashSet<int> _unborn = [];
    // Threads that ran when they were seized, until their first stop.
    readonly HashSet<int> _caught = [];
    readonly uint _architecture = SystemCalls.AuditNumber(RuntimeInformation.ProcessArchitecture);

    IReadOnlyList<string> _command;
    int _main;
    bool _isReady;
    bool _isOver;
    TraceEnd? _end;

    public Tracer(TracerSettings settings, IReadOnlyList<string> command, TraceOutput output)
    {
        (_settings, _command, _output) = (settings, command, output);
        var book = new SocketBook(_tracees, output.Add);
        _calls = new CallFollower(_tracees, CallDecoder.ForThisMachine(settings.Data), book, output.Add);
        _lifetimes = new Lifetimes(_tracees, _calls, book, output.Add);
    }

    /// <summary>Begins and goes on until nothing is left to trace, or <see cref="Detach"/>.</summary>
    /// <exception cref="ObservationException">The program cannot be started or traced.</exception>
    public void Run()
    {
        lock (_lock)
        {
            if (_settings.ProcessId == 0)
            {
                Start(CommandPath.Find(_command[0]));
            }
            else
            {
                Attach(_settings.ProcessId);
            }
        }

        while (Ptrace.Wait() is { } stop)
        {
            lock (_lock)
            {
                if (_isOver)
                {
                    return;
                }

                Handle(stop);
            }
        }

        lock (_lock)
        {
            End(_end ?? new TraceEnd(TraceEnding.Lost, 0));
        }
    }

    /// <summary>Ends the watch; what is traced runs on. From any thread.</summary>
    public void Detach()
    {
        lock (_lock)
        {
            if (!_isOver)
            {
                _lifetimes.Detach(Now());
                End(_end ?? new TraceEnd(TraceEnding.Detached, 0));
            }
        }
    }

    /// <summary>A signal to the program. From any thread.</summary>
    public void Signal(int number)
    {
        lock (_lock)
        {
            // Until it is waited for, which happens here alone, its number is not another process's.
            if (_main > 0 && _lifetimes.Has(_main))
            {
                _ = ProcessSignals.Send(_main, number);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            _tracees.Dispose();
        }
    }

    void End(TraceEnd end)
    {
        _isOver = true;
        _output.Add(new TraceEnded(end));
    }

    void Start(string path)
    {
        using var program = GatedProgram.Start(path, _command);
        Check(Ptrace.Seize(program.Id), program.Id);
        _main = program.Id;
        _lifetimes.Begin(_main, _main, null, Now());
        Check(Ptrace.Interrupt(_main), _main);
        // Whichever stop comes first: posix_spawn(3) returns while the gate may still be within execve(2), whose stop then takes the place of the one asked for (any trap clears a pending one,
        // ptrace_stop in kernel/signal.c). It is the gate's execve, not the program's.
        if (Ptrace.Wait() is { } first)
        {
            if (first.Kind == TraceStopKind.Executed)
            {
                Ptrace.Resume(_main);
            }
            else
            {
                Handle(first);
            }
        }

        program.Open();
    }

    void Attach(int process)
    {
        _main = process;
        var name = Directory.Exists(Proc(process)) ? _tracees.Name(process) : throw NoProcess(process);
        // Threads may be made while we look: those that a seized one makes are seized by the kernel, the others show at the next look.
        for (var found = true; found;)
        {
            found = false;
            foreach (var thread in Threads(process))
            {
                if (_lifetimes.Find(thread) is null && Ptrace.Seize(thread) is var result && result != -ESRCH)
                {
                    // A thread that a seized one made meanwhile is traced by us already.
                    if (result == -Errno.EPERM && _lifetimes.Count > 0)
                    {
                        continue;
                    }

                    Check(result, process);
                    _lifetimes.Begin(thread, process, name, Now());
                    _caught.Add(thread);
                    _ = Ptrace.Interrupt(thread);
                    found = true;
                }
            }
        }

        if (_lifetimes.Count == 0)
        {
            throw NoProcess(process);
        }
    }

    void Handle(TraceStop stop)
    {
        var at = Now();
        if (stop.Kind is TraceStopKind.Exited or TraceStopKind.Killed)
        {
            OnGone(stop, at);
            return;
        }

        if (_lifetimes.Find(stop.Thread) is not { } thread)
        {
            if (stop.Kind == TraceStopKind.Executed)
            {
                OnExecuted(stop.Thread, at);
                Ptrace.Resume(stop.Thread);
            }
            else
            {
                _unborn.Add(stop.Thread);
            }

            return;
        }

        switch (stop.Kind)
        {
            case TraceStopKind.Call:
                OnCall(thread, at);
                Ptrace.Resume(stop.Thread);
                break;
            case TraceStopKind.Signal:
                Ptrace.Resume(stop.Thread, stop.Code);
                break;
            case TraceStopKind.GroupStop:
                OnCaught(stop.Thread);
                Ptrace.Listen(stop.Thread);
                break;
            case TraceStopKind.Made:
                OnMade(thread, at);
                Ptrace.Resume(stop.Thread);
                break;
            case TraceStopKind.Executed:
                OnExecuted(stop.Thread, at);
                Ptrace.Resume(stop.Thread);
                break;
            case TraceStopKind.Exiting:
                _lifetimes.Leaving(thread, at);
                Ptrace.Resume(stop.Thread);
                break;
            default:
                OnCaught(stop.Thread);
                Ptrace.Resume(stop.Thread);
                break;
        }
    }

    void OnCall(TracedThread thread, TimeSpan at)
    {
        if (Ptrace.TryGetCall(thread.Id, out var call) < 0)
        {
            return;
        }

        if (call.Architecture != _architecture)
        {
            if (!thread.Process.IsForeign)
            {
                thread.Process.IsForeign = true;
                _output.Add(new UnseenEvent { At = at, Source = LifeSource.Calls, Reason = $"{_tracees.Name(thread.Process.Id)} (pid {thread.Process.Id}) is a 32-bit program: its calls have other numbers and are not told" });
            }
        }
        else if (call.IsEntry)
        {
            _calls.Enter(thread, call.Number, call.Arguments, at);
        }
        else if (call.IsExit)
        {
            _calls.Leave(thread, call.Result, at);
        }
    }

    void OnMade(TracedThread thread, TimeSpan at)
    {
        if (Ptrace.TryGetMessage(thread.Id, out var message) >= 0)
        {
            var made = (int)message;
            _lifetimes.Make(thread, made, at);
            if (_unborn.Remove(made))
            {
                Ptrace.Resume(made);
            }
        }
    }

    void OnExecuted(int process, TimeSpan at)
    {
        if (Ptrace.TryGetMessage(process, out var former) < 0)
        {
            return;
        }

        var isFirst = process == _main && !_isReady && _settings.ProcessId == 0;
        _lifetimes.Execute(process, (int)former, isFirst, at);
        if (isFirst)
        {
            Ready();
        }

        // execve(2): a traced program gets no rights from its file, unless the tracer has CAP_SYS_PTRACE.
        if (!ProcessRights.Has(CAP_SYS_PTRACE) && FileRights.AreGiven(Proc(process) + "/exe"))
        {
            _output.Add(new UnseenEvent
            {
                At = at,
                Source = LifeSource.Calls,
                Reason = $"{_tracees.Name(process)} (pid {process}) is set-uid or has capabilities, and runs without them because it is traced",
                Hint = "As root it keeps them.",
            });
        }
    }

    void OnCaught(int thread)
    {
        if (_caught.Remove(thread) && _caught.Count == 0)
        {
            Ready();
        }
    }

    void OnGone(TraceStop stop, TimeSpan at)
    {
        _unborn.Remove(stop.Thread);
        var isMain = stop.Thread == _main && _lifetimes.Find(_main) is not null;
        if (isMain && !_isReady && _settings.ProcessId == 0 && stop.Kind == TraceStopKind.Exited)
        {
            NotExecuted(stop.Code);
            return;
        }

        _lifetimes.Gone(stop.Thread, stop.Code, stop.Kind == TraceStopKind.Killed, at);
        OnCaught(stop.Thread);
        if (isMain)
        {
            _end = new TraceEnd(stop.Kind == TraceStopKind.Killed ? TraceEnding.Killed : TraceEnding.Exited, stop.Code);
            Ready();
        }

        // Their maker may have been killed before it told of them: nobody else would let them go on.
        foreach (var thread in _unborn)
        {
            _lifetimes.Begin(thread, ProcessOf(thread), null, at);
            Ptrace.Resume(thread);
        }

        _unborn.Clear();
    }

    // The gate ends with the reason why its file cannot be run.
    void NotExecuted(int errno)
    {
        _lifetimes.Gone(_main, errno, bySignal: false, Now());
        var path = CommandPath.Find(_command[0]);
        if (errno == Errno.ENOEXEC && path != "/bin/sh")
        {
            // As execvp(3): a file without a format is a script of the shell's.
            _command = ["/bin/sh", path, .. _command.Skip(1)];
            Start("/bin/sh");
            return;
        }

        throw new ObservationException(ObservationFailure.CommandNotRunnable, $"{path} cannot be run: {Errno.Describe(errno)}",
            errno == Errno.ENOENT ? "The program that interprets it, named in its first line or in its header, is not there." : null);
    }

    void Ready()
    {
        if (!_isReady)
        {
            _isReady = true;
            _output.Add(new TraceReady(_main));
        }
    }

    static void Check(int result, int process)
    {
        if (result < 0)
        {
            throw TraceRefusal.Explain(-result, process);
        }
    }

    TimeSpan Now() => new((Stopwatch.GetTimestamp() - _settings.Start) / (Stopwatch.Frequency / TimeSpan.TicksPerSecond));

    static int ProcessOf(int thread) => TraceRefusal.StatusOf(thread, "Tgid") ?? thread;

    static List<int> Threads(int process)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(Proc(process) + "/task").Select(static path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture)).Order()];
        }
        catch (IOException)
        {
            return [];
        }
    }

    static string Proc(int process) => string.Create(CultureInfo.InvariantCulture, $"/proc/{process}");

    static ObservationException NoProcess(int process) => new(ObservationFailure.NotFound, string.Create(CultureInfo.InvariantCulture, $"there is no process {process}"));
}
