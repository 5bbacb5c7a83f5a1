using System.Runtime.InteropServices;
using Patchbay.Linux;
using Patchbay.Linux.Bpf;

namespace Patchbay.Interop.Tests.Life.Kernel;

/// <summary>
/// The kernel's own record of system calls: programs at the raw tracepoints sys_enter and sys_exit, which write every call of a process and its children into a ring buffer, and with
/// each entry which of its descriptors are sockets, from the kernel's structures. Knows nothing of life. x86-64, root, the first namespace of processes.
/// </summary>
sealed class KernelRecorder : IDisposable
{
    const int RingSize = 1 << 24;
    const int MostProcesses = 4096;
    const int FileFormat = 0xF000, SocketFormat = 0xC000;

    // On the program's stack, below its end.
    const int RecordAt = 256, KeyAt = 16, ScratchAt = 8;
    const int Context = 1, Stack = 10;

    static readonly string[] Polls = ["poll", "ppoll"], Selects = ["select", "pselect6"];

    static readonly string[] Names =
    [
        "socket", "socketpair", "bind", "listen", "accept", "accept4", "connect", "getsockname", "getpeername", "sendto", "recvfrom", "sendmsg", "recvmsg", "sendmmsg", "recvmmsg", "shutdown",
        "setsockopt", "getsockopt", "read", "readv", "write", "writev", "sendfile", "splice", "poll", "ppoll", "select", "pselect6", "epoll_wait", "epoll_pwait", "epoll_pwait2", "epoll_ctl",
        "dup", "dup2", "dup3", "fcntl", "ioctl", "close", "close_range", "restart_syscall",
    ];

    static readonly Dictionary<string, int> Numbers = SystemCalls.Of(Architecture.X64).Where(static call => Names.Contains(call.Name)).ToDictionary(static call => call.Name, static call => call.Number);
    static readonly Dictionary<int, string> NamesByNumber = Numbers.ToDictionary(static call => call.Value, static call => call.Key);

    readonly BtfTypes _types = BtfTypes.TryReadKernel() ?? throw new InvalidOperationException(BtfTypes.KernelPath);
    readonly BpfRing _ring = new(RingSize);
    readonly int _processes = BpfCalls.CreateSet(MostProcesses);
    readonly List<int> _descriptors = [];

    public KernelRecorder()
    {
        try
        {
            Attach("sched_process_fork", OnFork());
            Attach("sys_enter", OnEntry());
            Attach("sys_exit", OnReturn());
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Records a process from here on, and all that it makes.</summary>
    public void Watch(int process) => BpfCalls.Add(_processes, process);

    /// <summary>What was recorded, in order of time. Fails when there was no room for all of it.</summary>
    public List<KernelCallRecord> Read()
    {
        List<KernelCallRecord> records = [];
        var record = new KernelCallRecord[1];
        while (_ring.TryRead(MemoryMarshal.AsBytes(record.AsSpan()), out var length))
        {
            Assert.Equal(KernelCallRecord.Size, length);
            records.Add(record[0]);
        }

        Assert.True(records.Count < RingSize / (KernelCallRecord.Size + 8) - 1, "The ring buffer was full.");
        return [.. records.OrderBy(static one => one.Time)];
    }

    /// <summary>The call of a number.</summary>
    public static string NameOf(int number) => NamesByNumber[number];

    public void Dispose()
    {
        foreach (var descriptor in _descriptors.Append(_processes))
        {
            SocketCalls.Close(descriptor);
        }

        _ring.Dispose();
    }

    void Attach(string tracepoint, BpfProgram program)
    {
        var loaded = BpfCalls.Load(program.Code);
        _descriptors.Add(loaded);
        _descriptors.Add(BpfCalls.Attach(tracepoint, loaded));
    }

    int Offset(string structure, string member) => _types.OffsetOf(structure, member) ?? throw new InvalidOperationException($"struct {structure} has no {member}");

    // Before the child runs: a child of a process that is recorded is recorded.
    BpfProgram OnFork()
    {
        const int Child = 6;
        var end = new BpfLabel();
        var program = new BpfProgram().Load64(Child, Context, 8);
        return UnlessRecorded(program, end)
            .StackAddress(1, KeyAt).Set(2, 4).Move(3, Child).AddValue(3, Offset("task_struct", "tgid")).Call(BpfHelper.ReadKernel)
            .Map(1, _processes).StackAddress(2, KeyAt).StackAddress(3, KeyAt).Set(4, 0).Call(BpfHelper.Update)
            .Mark(end).End();
    }

    BpfProgram OnReturn()
    {
        const int Registers = 6, Result = 7;
        var end = new BpfLabel();
        var program = new BpfProgram().Load64(Registers, Context, 0).Load64(Result, Context, 8);
        Clear(UnlessRecorded(program, end))
            .StackAddress(1, ScratchAt).Set(2, 8).Move(3, Registers).AddValue(3, Offset("pt_regs", "orig_ax")).Call(BpfHelper.ReadKernel)
            .Load64(Registers, Stack, -ScratchAt);
        return Write(UnlessKnown(program, Registers, end)
            .Store32(Stack, -RecordAt + KernelCallRecord.NumberAt, Registers)
            .StoreValue32(Stack, -RecordAt + KernelCallRecord.KindAt, 1)
            .Store64(Stack, -RecordAt + KernelCallRecord.ResultAt, Result))
            .Mark(end).End();
    }

    BpfProgram OnEntry()
    {
        const int Registers = 6, Number = 7;
        var end = new BpfLabel();
        var program = new BpfProgram().Load64(Registers, Context, 0).Load64(Number, Context, 8);
        Clear(UnlessKnown(UnlessRecorded(program, end), Number, end)).Store32(Stack, -RecordAt + KernelCallRecord.NumberAt, Number);
        string[] arguments = ["di", "si", "dx", "r10", "r8", "r9"];
        for (var i = 0; i < arguments.Length; i++)
        {
            program.StackAddress(1, RecordAt - KernelCallRecord.ArgumentsAt - (8 * i)).Set(2, 8).Move(3, Registers).AddValue(3, Offset("pt_regs", arguments[i])).Call(BpfHelper.ReadKernel);
        }

        CopyMemory(program, Number);
        FindSockets(program);
        return Write(program).Mark(end).End();
    }

    // What the call points to, as far as descriptors stand there.
    static void CopyMemory(BpfProgram program, int number)
    {
        var (polls, selects, done) = (new BpfLabel(), new BpfLabel(), new BpfLabel());
        foreach (var (names, label) in new[] { (Polls, polls), (Selects, selects) })
        {
            foreach (var name in names)
            {
                program.JumpIfEqual(number, Numbers[name], label);
            }
        }

        var few = new BpfLabel();
        program.Jump(done).Mark(polls)
            .Load64(2, Stack, Argument(1)).JumpIfBelow(2, KernelCallRecord.MostPolled, few).Set(2, KernelCallRecord.MostPolled).Mark(few).ShiftLeftValue(2, 3)
            .StackAddress(1, RecordAt - KernelCallRecord.MemoryAt).Load64(3, Stack, Argument(0)).Call(BpfHelper.ReadUser)
            .Jump(done).Mark(selects);
        for (var set = 1; set <= 3; set++)
        {
            var small = new BpfLabel();
            program.Load64(2, Stack, Argument(0)).AddValue(2, 63).ShiftRightValue(2, 6).JumpIfBelow(2, KernelCallRecord.SetSize / 8, small).Set(2, KernelCallRecord.SetSize / 8).Mark(small).ShiftLeftValue(2, 3)
                .StackAddress(1, RecordAt - KernelCallRecord.MemoryAt - ((set - 1) * KernelCallRecord.SetSize)).Load64(3, Stack, Argument(set)).Call(BpfHelper.ReadUser);
        }

        program.Mark(done);
    }

    // Through task_struct, files_struct, fdtable, file and inode, as Documentation/filesystems/files.rst tells.
    void FindSockets(BpfProgram program)
    {
        const int Files = 6, Most = 7, Descriptor = 8, Found = 9;
        program.Call(BpfHelper.CurrentTask).Move(Files, 0);
        Follow(program, Files, Offset("task_struct", "files"));
        Follow(program, Files, Offset("files_struct", "fdt"));
        program.StoreValue64(Stack, -ScratchAt, 0).StackAddress(1, ScratchAt).Set(2, 4).Move(3, Files).AddValue(3, Offset("fdtable", "max_fds")).Call(BpfHelper.ReadKernel).Load64(Most, Stack, -ScratchAt);
        Follow(program, Files, Offset("fdtable", "fd"));
        for (var word = 0; word < KernelCallRecord.MostDescriptors / 64; word++)
        {
            var (next, done) = (new BpfLabel(), new BpfLabel());
            program.Set(Descriptor, 64 * word).Set(Found, 0).Mark(next)
                .JumpIfNotBelow(Descriptor, Most, done)
                .Move(3, Descriptor).ShiftLeftValue(3, 3).AddRegister(3, Files).StackAddress(1, ScratchAt).Set(2, 8).Call(BpfHelper.ReadKernel)
                .Load64(3, Stack, -ScratchAt).AddValue(3, Offset("file", "f_inode")).StackAddress(1, ScratchAt).Set(2, 8).Call(BpfHelper.ReadKernel)
                .Load64(3, Stack, -ScratchAt).AddValue(3, Offset("inode", "i_mode")).StoreValue64(Stack, -ScratchAt, 0).StackAddress(1, ScratchAt).Set(2, 2).Call(BpfHelper.ReadKernel)
                // 1 for a socket and else 0, without a branch: the verifier follows every branch.
                .Load64(1, Stack, -ScratchAt).AndValue(1, FileFormat).XorValue(1, SocketFormat).AddValue(1, -1).ShiftRightValue(1, 63)
                .Move(2, Descriptor).AndValue(2, 63).ShiftLeft(1, 2).Or(Found, 1)
                .AddValue(Descriptor, 1).JumpIfBelow(Descriptor, 64 * (word + 1), next)
                .Mark(done).Store64(Stack, -RecordAt + KernelCallRecord.SocketsAt + (8 * word), Found);
        }
    }

    static void Follow(BpfProgram program, int pointer, int offset) =>
        program.StackAddress(1, ScratchAt).Set(2, 8).Move(3, pointer).AddValue(3, offset).Call(BpfHelper.ReadKernel).Load64(pointer, Stack, -ScratchAt);

    BpfProgram UnlessRecorded(BpfProgram program, BpfLabel end) => program
        .Call(BpfHelper.CurrentThread).Store64(Stack, -RecordAt + KernelCallRecord.ThreadAt, 0).ShiftRightValue(0, 32).StoreValue64(Stack, -KeyAt, 0).Store32(Stack, -KeyAt, 0)
        .Map(1, _processes).StackAddress(2, KeyAt).Call(BpfHelper.Find).JumpIfEqual(0, 0, end);

    static BpfProgram UnlessKnown(BpfProgram program, int number, BpfLabel end)
    {
        var known = new BpfLabel();
        foreach (var one in Numbers.Values)
        {
            program.JumpIfEqual(number, one, known);
        }

        return program.Jump(end).Mark(known);
    }

    static BpfProgram Clear(BpfProgram program)
    {
        for (var at = KernelCallRecord.KindAt; at < KernelCallRecord.Size; at += 8)
        {
            program.StoreValue64(Stack, -RecordAt + at, 0);
        }

        return program;
    }

    BpfProgram Write(BpfProgram program) => program
        .Call(BpfHelper.Time).Store64(Stack, -RecordAt, 0)
        .Map(1, _ring.Descriptor).StackAddress(2, RecordAt).Set(3, KernelCallRecord.Size).Set(4, 0).Call(BpfHelper.RingOutput);

    static int Argument(int index) => -RecordAt + KernelCallRecord.ArgumentsAt + (8 * index);
}
