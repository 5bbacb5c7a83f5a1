using System.Runtime.InteropServices;
using Patchbay.Linux;
using static Patchbay.Observation.CallArgument;

namespace Patchbay.Observation;

/// <summary>The calls that are followed. Sources: their pages in section 2 of the manual.</summary>
static class CallShapes
{
    static readonly CallShape[] All =
    [
        new("socket", CallKind.Socket, false, Family, CallArgument.Type, Protocol),
        new("socketpair", CallKind.SocketPair, false, Family, CallArgument.Type, Protocol, PairOut),
        new("bind", CallKind.OnSocket, false, Descriptor, AddressIn, Number),
        new("listen", CallKind.OnSocket, false, Descriptor, Number),
        new("accept", CallKind.Accept, true, Descriptor, AddressOut, LengthOut),
        new("accept4", CallKind.Accept, true, Descriptor, AddressOut, LengthOut, SocketFlags),
        new("connect", CallKind.OnSocket, true, Descriptor, AddressIn, Number),
        new("getsockname", CallKind.OnSocket, false, Descriptor, AddressOut, LengthOut),
        new("getpeername", CallKind.OnSocket, false, Descriptor, AddressOut, LengthOut),
        new("sendto", CallKind.OnSocket, true, Descriptor, BytesIn, Size, MessageFlags, AddressIn, Number),
        new("recvfrom", CallKind.OnSocket, true, Descriptor, BytesOut, Size, MessageFlags, AddressOut, LengthOut),
        new("sendmsg", CallKind.OnSocket, true, Descriptor, MessageIn, MessageFlags),
        new("recvmsg", CallKind.OnSocket, true, Descriptor, MessageOut, MessageFlags),
        new("sendmmsg", CallKind.OnSocket, true, Descriptor, MessagesIn, Number, MessageFlags),
        new("recvmmsg", CallKind.OnSocket, true, Descriptor, MessagesOut, Number, MessageFlags, TimeSpec),
        new("shutdown", CallKind.OnSocket, false, Descriptor, How),
        new("setsockopt", CallKind.OnSocket, false, Descriptor, Level, OptionName, OptionIn, Number),
        new("getsockopt", CallKind.OnSocket, false, Descriptor, Level, OptionName, OptionOut, LengthOut),
        new("read", CallKind.OnFile, true, Descriptor, BytesOut, Size),
        new("write", CallKind.OnFile, true, Descriptor, BytesIn, Size),
        new("readv", CallKind.OnFile, true, Descriptor, VectorOut, Number),
        new("writev", CallKind.OnFile, true, Descriptor, VectorIn, Number),
        new("sendfile", CallKind.Between, true, Descriptor, Descriptor, Pointer, Size),
        new("splice", CallKind.Between, true, Descriptor, Pointer, Descriptor, Pointer, Size, SpliceFlags),
        new("poll", CallKind.Poll, true, PollOut, Number, Number),
        new("ppoll", CallKind.Poll, true, PollOut, Number, TimeSpec, Pointer, Hidden),
        new("select", CallKind.Select, true, Number, SetOut, SetOut, SetOut, TimeVal),
        new("pselect6", CallKind.Select, true, Number, SetOut, SetOut, SetOut, TimeSpec, Pointer),
        new("epoll_wait", CallKind.EpollWait, true, Descriptor, EpollEventsOut, Number, Number),
        new("epoll_pwait", CallKind.EpollWait, true, Descriptor, EpollEventsOut, Number, Number, Pointer, Hidden),
        new("epoll_pwait2", CallKind.EpollWait, true, Descriptor, EpollEventsOut, Number, TimeSpec, Pointer, Hidden),
        new("epoll_ctl", CallKind.EpollControl, false, Descriptor, EpollOperation, Descriptor, EpollEventIn),
        new("dup", CallKind.Duplicate, false, Descriptor),
        new("dup2", CallKind.DuplicateTo, false, Descriptor, Descriptor),
        new("dup3", CallKind.DuplicateTo, false, Descriptor, Descriptor, OpenFlags),
        new("fcntl", CallKind.Fcntl, false, Descriptor, FcntlCommand, FcntlArgument),
        new("ioctl", CallKind.Ioctl, false, Descriptor, IoctlRequest, IoctlArgument),
        new("close", CallKind.Close, false, Descriptor),
        new("close_range", CallKind.CloseRange, false, Number, Number, RangeFlags),
        new("epoll_create", CallKind.EpollCreate, false, Number),
        new("epoll_create1", CallKind.EpollCreate, false, OpenFlags),
        new("io_uring_setup", CallKind.RingSetup, false, Number, Pointer),
        new("io_uring_enter", CallKind.RingEnter, true, Descriptor, Number, Number, Number, Pointer, Hidden),
        new("pidfd_getfd", CallKind.BorrowDescriptor, false, Descriptor, Descriptor, Number),
        new("unshare", CallKind.Unshare, false, Number),
        new("fork", CallKind.Fork, false),
        new("vfork", CallKind.Fork, false),
        new("clone", CallKind.Clone, false, Number),
        new("clone3", CallKind.Clone3, false, Pointer, Size),
        new("restart_syscall", CallKind.Restart, true),
    ];

    /// <summary>The shapes by the numbers of an architecture; null for calls that are not followed.</summary>
    public static CallShape?[] ByNumber(Architecture architecture)
    {
        var numbers = SystemCalls.Of(architecture);
        var shapes = new CallShape?[numbers.Select(static call => call.Number).DefaultIfEmpty(-1).Max() + 1];
        foreach (var (name, number) in numbers)
        {
            shapes[number] = Find(name);
        }

        return shapes;
    }

    /// <summary>The shape of that name.</summary>
    public static CallShape Find(string name) => Array.Find(All, shape => shape.Name == name) ?? throw new ArgumentException($"{name} is not followed.", nameof(name));
}
