using System.Runtime.InteropServices;
using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>
/// Follows the calls of threads: which of them are about sockets, what they do to the descriptors, and what is told of them. Knows no ptrace: it is given entries and returns.
/// Not thread-safe.
/// </summary>
sealed class CallFollower(ITracees tracees, CallDecoder decoder, SocketBook book, Action<LifeEvent> tell)
{

    // The kernel's own errors, which no program sees: the call begins anew, unless a handler that does not want that comes between (include/linux/errno.h).
    const long FirstRestart = -516, LastRestart = -512;
    const ulong CLONE_FILES = 0x400;

    readonly CallShape?[] _shapes = CallShapes.ByNumber(RuntimeInformation.ProcessArchitecture);
    readonly CallEffects _effects = new(book);

    /// <summary>A thread enters a call.</summary>
    public void Enter(TracedThread thread, ulong number, in CallArguments arguments, TimeSpan at)
    {
        var shape = number < (ulong)_shapes.Length ? _shapes[number] : null;
        if (thread.IsHeld)
        {
            thread.IsHeld = false;
            if (shape is not null && thread.Call is { } held && (shape.Kind == CallKind.Restart || (shape == held.Shape && Equal(arguments, held.Arguments))))
            {
                return;
            }

            Interrupt(thread, at);
        }

        thread.Call = null;
        if (shape is null || shape.Kind is CallKind.Restart or CallKind.RingEnter)
        {
            return;
        }

        var memory = tracees.Memory(thread.Process.Id);
        thread.File = null;
        var (isFollowed, isTold) = Consider(thread, shape, arguments, memory, at);
        if (!isFollowed)
        {
            return;
        }

        var call = isTold ? decoder.Enter(shape, arguments, at, memory) : new OpenCall(shape, arguments, at);
        (thread.Call, thread.IsTold) = (call, isTold);
        call.MayBlock = MayBlock(thread, call, memory);
        if (isTold && shape.Kind is CallKind.Close or CallKind.CloseRange)
        {
            LookBeforeClose(thread, call, at);
        }

        CallEffects.OnEntry(thread, call);
    }

    /// <summary>A thread's call returns.</summary>
    public void Leave(TracedThread thread, long result, TimeSpan at)
    {
        if (thread.Call is not { } call)
        {
            return;
        }

        if (result is >= FirstRestart and <= LastRestart)
        {
            thread.IsHeld = true;
            return;
        }

        thread.Call = null;
        Finish(thread, call, result, at);
    }

    /// <summary>A thread is gone, or the watch ends: a call it was in is told as one that did not return.</summary>
    public void Abandon(TracedThread thread, TimeSpan at)
    {
        if (thread.Call is { } call && thread.IsTold)
        {
            Tell(thread, call, null, at, new Effect());
        }

        (thread.Call, thread.IsHeld) = (null, false);
    }

    /// <summary>What clone(2) was asked to share, from the call a thread is in.</summary>
    public ulong CloneFlags(TracedThread thread) => thread.Call switch
    {
        { Shape.Kind: CallKind.Clone } call => call.Arguments[0],
        // struct clone_args begins with the flags.
        { Shape.Kind: CallKind.Clone3 } call => ReadFlags(tracees.Memory(thread.Process.Id), call.Arguments[0]),
        _ => 0,
    };

    /// <summary>Whether flags of clone(2) or unshare(2) mean the table of descriptors.</summary>
    public static bool MeansFiles(ulong flags) => (flags & CLONE_FILES) != 0;

    void Interrupt(TracedThread thread, TimeSpan at)
    {
        if (thread.Call is { } call)
        {
            thread.Call = null;
            Finish(thread, call, -Errno.EINTR, at);
        }
    }

    void Finish(TracedThread thread, OpenCall call, long result, TimeSpan at)
    {
        // Read before the effects, which may need what the call gave back.
        var arguments = thread.IsTold ? decoder.Leave(call, result, tracees.Memory(thread.Process.Id)) : "";
        var effect = _effects.OnReturn(thread, call, result);
        if (thread.IsTold)
        {
            Tell(thread, call, result, at, effect, arguments);
        }

        if (effect.IsRing)
        {
            book.TellRing(at);
        }

        if (effect.Socket is { } made)
        {
            book.Introduce(made, thread.Process.Id, effect.Made, at);
        }

        if (effect.Second is { } second)
        {
            book.Introduce(second, thread.Process.Id, effect.MadeSecond, at);
        }

        foreach (var passed in result >= 0 && call.Shape.Name is "recvmsg" or "recvmmsg" ? call.Passed ?? [] : [])
        {
            book.Adopt(thread.Process.Id, thread.Files, passed, at);
        }

        if (effect.Borrowed >= 0)
        {
            book.Adopt(thread.Process.Id, thread.Files, effect.Borrowed, at);
        }

        LookAfter(thread, call, result, at);
    }

    void Tell(TracedThread thread, OpenCall call, long? result, TimeSpan at, Effect effect, string? arguments = null) => tell(new CallEvent
    {
        At = call.At,
        ProcessId = thread.Process.Id,
        ThreadId = thread.Id,
        Name = call.Shape.Name,
        Socket = thread.File is { IsSocket: true } file ? file.Number : effect.IsAccept ? 0 : effect.Socket?.Number ?? 0,
        Descriptor = call.Descriptor,
        Arguments = arguments ?? decoder.Leave(call, null, tracees.Memory(thread.Process.Id)),
        Result = result is null ? null : Math.Max(-1, result.Value),
        Errno = result < 0 ? (int)-result.Value : 0,
        Took = at - call.At,
        MayBlock = call.MayBlock,
        Asked = call.Asked,
        Flags = call.Flags,
        Address = call.Address,
        Option = call.Option,
        Made = effect.Made,
        MadeSocket = effect.IsAccept ? effect.Socket?.Number ?? 0 : effect.Second?.Number ?? 0,
    });

    // Whether a call changes what is followed, and whether it is about sockets. What it is about is left in the thread.
    (bool IsFollowed, bool IsTold) Consider(TracedThread thread, CallShape shape, in CallArguments arguments, ITracedMemory memory, TimeSpan at)
    {
        var first = (int)arguments[0];
        switch (shape.Kind)
        {
            case CallKind.Socket or CallKind.SocketPair:
                return (true, true);
            case CallKind.OnSocket or CallKind.Accept:
                thread.File = Find(thread, first, at) ?? book.Adopt(thread.Process.Id, thread.Files, first, at);
                return (true, true);
            case CallKind.OnFile:
                thread.File = Find(thread, first, at);
                return Both(thread.File is { IsSocket: true });
            case CallKind.Between:
                var second = shape.Name == "splice" ? (int)arguments[2] : (int)arguments[1];
                thread.File = Find(thread, first, at) is { IsSocket: true } file ? file : Find(thread, second, at);
                return Both(thread.File is { IsSocket: true });
            case CallKind.Close or CallKind.Duplicate:
                thread.File = Find(thread, first, at);
                return (thread.File is not null, thread.File is { IsSocket: true });
            case CallKind.DuplicateTo:
                thread.File = Find(thread, first, at);
                var replaced = Find(thread, (int)arguments[1], at);
                return (thread.File is not null || replaced is not null, thread.File is { IsSocket: true } || replaced is { IsSocket: true });
            case CallKind.CloseRange:
                var range = thread.Files.InRange((uint)arguments[0], (uint)arguments[1]);
                var isAbout = range.Exists(descriptor => thread.Files.Find(descriptor) is { IsSocket: true });
                return (isAbout || range.Count > 0 || (arguments[2] & CallEffects.CLOSE_RANGE_UNSHARE) != 0, isAbout);
            case CallKind.Fcntl:
                thread.File = Find(thread, first, at);
                var command = (int)arguments[1];
                var isKnown = command is (int)SocketCallWords.DuplicateCommand or (int)SocketCallWords.DuplicateClosingCommand or (int)SocketCallWords.SetStatusCommand;
                return (thread.File is not null && (isKnown || command == SocketCallWords.SetDescriptorCommand), isKnown && thread.File is { IsSocket: true });
            case CallKind.Ioctl:
                thread.File = Find(thread, first, at);
                var request = (uint)arguments[1];
                return (thread.File is not null && request is (uint)SocketCallWords.NonBlockingRequest or (uint)SocketCallWords.CloseOnExecRequest or (uint)SocketCallWords.KeepOnExecRequest,
                    thread.File is { IsSocket: true } && request == SocketCallWords.NonBlockingRequest);
            case CallKind.Poll:
                return AboutSeveral(thread, CallText.PollMembers(memory, arguments[0], (int)arguments[1]));
            case CallKind.Select:
                List<int> members = [];
                for (var set = 1; set <= 3; set++)
                {
                    members.AddRange(CallText.SetMembers(memory, arguments[set], first));
                }

                return AboutSeveral(thread, members);
            case CallKind.EpollWait:
                return Find(thread, first, at) is { Kind: OpenFileKind.Epoll } epoll ? AboutSeveral(thread, epoll.Watched) : (false, false);
            case CallKind.EpollControl:
                thread.File = Find(thread, (int)arguments[2], at);
                return Both(thread.File is { IsSocket: true });
            default:
                return (true, false);
        }
    }

    static (bool, bool) Both(bool value) => (value, value);

    static (bool, bool) AboutSeveral(TracedThread thread, List<int> descriptors) =>
        AboutSeveral(thread, descriptors.Select(thread.Files.Find).OfType<OpenFile>().Where(static file => file.IsSocket));

    // A wait for one socket is an event of that socket's.
    static (bool, bool) AboutSeveral(TracedThread thread, IEnumerable<OpenFile> sockets)
    {
        var some = sockets.Distinct().Take(2).ToList();
        thread.File = some is [var one] ? one : null;
        return Both(some.Count > 0);
    }

    // A ring opens and closes files without a call: then a descriptor is what /proc says.
    OpenFile? Find(TracedThread thread, int descriptor, TimeSpan at)
    {
        var file = thread.Files.Find(descriptor);
        if (!thread.Process.HasRing)
        {
            return file;
        }

        var now = tracees.Identify(thread.Process.Id, descriptor);
        if (file is not null && now == (file.Kind, file.Inode))
        {
            return file;
        }

        thread.Files.Close(descriptor);
        return now is null ? null : book.Adopt(thread.Process.Id, thread.Files, descriptor, at);
    }

    static bool? MayBlock(TracedThread thread, OpenCall call, ITracedMemory memory)
    {
        var arguments = call.Arguments;
        return call.Shape switch
        {
            { MayWait: false } => false,
            { Name: "poll" } => (int)arguments[2] != 0,
            { Name: "epoll_wait" or "epoll_pwait" } => (int)arguments[3] != 0,
            { Name: "ppoll" } => CallText.Time(memory, arguments[2]) != "{0, 0}",
            { Name: "epoll_pwait2" } => CallText.Time(memory, arguments[3]) != "{0, 0}",
            { Kind: CallKind.Select } => CallText.Time(memory, arguments[4]) != "{0, 0}",
            { Kind: CallKind.OnSocket } when (call.Flags & SocketCallWords.DontWait) != 0 => false,
            _ => !thread.File?.NonBlocking,
        };
    }

    // A borrowed descriptor keeps a socket open: it is given back before the call is let through.
    void LookBeforeClose(TracedThread thread, OpenCall call, TimeSpan at)
    {
        if (call.Shape.Kind == CallKind.Close)
        {
            book.Look(thread.File!, thread.Process.Id, call.Int(0), at, isOrdinary: false, withNames: false);
            return;
        }

        foreach (var descriptor in thread.Files.InRange((uint)call.Arguments[0], (uint)call.Arguments[1]).Take(Lifetimes.MostLastLooks))
        {
            if (thread.Files.Find(descriptor) is { IsSocket: true } socket)
            {
                book.Look(socket, thread.Process.Id, descriptor, at, isOrdinary: false, withNames: false);
            }
        }
    }

    void LookAfter(TracedThread thread, OpenCall call, long result, TimeSpan at)
    {
        if (thread.File is not { IsSocket: true, References: > 0 } file || !thread.IsTold || call.Descriptor < 0 || thread.Files.Find(call.Descriptor) != file)
        {
            return;
        }

        var (isOrdinary, withNames) = call.Shape switch
        {
            { Name: "connect" or "bind" or "listen" } => (false, true),
            { Name: "shutdown" } or { Kind: CallKind.Accept } => (false, false),
            { Name: "getsockopt" } when call.Option is { Level: SocketOptionWords.SocketLevel, Name: SocketOptionWords.Error } => (false, file.Remote is null),
            { MayWait: true, Kind: CallKind.OnSocket or CallKind.OnFile or CallKind.Between } => (result > 0 || result == -Errno.EAGAIN, file.Local is null),
            _ => ((bool?)null, false),
        };
        if (isOrdinary is { } ordinary)
        {
            book.Look(file, thread.Process.Id, call.Descriptor, at, ordinary, withNames);
        }
    }

    static ulong ReadFlags(ITracedMemory memory, ulong address)
    {
        ulong flags = 0;
        return memory.Read(address, MemoryMarshal.AsBytes(new Span<ulong>(ref flags))) == sizeof(ulong) ? flags : 0;
    }

    static bool Equal(in CallArguments left, in CallArguments right)
    {
        for (var i = 0; i < 6; i++)
        {
            if (left[i] != right[i])
            {
                return false;
            }
        }

        return true;
    }
}
