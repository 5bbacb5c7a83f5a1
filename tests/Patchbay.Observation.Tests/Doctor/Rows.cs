using Patchbay.Sockets;

namespace Patchbay.Observation.Tests.Doctor;

/// <summary>Rows of the table and views of a host, written by hand.</summary>
static class Rows
{
    static ulong _cookie;

    public static SocketRow Listener(string local, int pid, string name, uint waiting = 0, uint backlog = 128) =>
        Row(SocketKind.Tcp, local, "0.0.0.0:0", TcpState.Listen, pid, name, received: waiting, sent: backlog);

    public static SocketRow Row(SocketKind kind, string local, string remote, TcpState state, int pid, string name = "server", uint received = 0, uint sent = 0, SocketTimer timer = SocketTimer.None,
        int again = 0, TcpDetails? tcp = null, SocketMemory? memory = null) => new()
        {
            Kind = kind,
            Local = Story.End(local),
            Remote = Story.End(remote),
            State = state,
            Inode = 1,
            Cookie = ++_cookie,
            Owners = pid == 0 ? [] : [new SocketOwner(pid, name, 3)],
            ReceiveQueue = received,
            SendQueue = sent,
            Timer = timer,
            Retransmits = again,
            Tcp = tcp,
            Memory = memory,
        };

    public static HostView View(IReadOnlyList<SocketRow> first, IReadOnlyList<SocketRow> second, double seconds = 1.5, bool watch = false, params DescriptorUse[] processes)
    {
        var known = processes.ToDictionary(static use => use.ProcessId);
        return new(new HostMoment(TimeSpan.Zero, first, NetCounters.Parse([]), known), new HostMoment(TimeSpan.FromSeconds(seconds), second, NetCounters.Parse([]), known), new EphemeralRange(40000, 40009))
        {
            Start = watch ? new HostMoment(TimeSpan.Zero, [], NetCounters.Parse([]), known) : null,
        };
    }

    /// <summary>The same rows at both moments.</summary>
    public static int[] Found(IReadOnlyList<SocketRow> rows, double seconds = 1.5, params DescriptorUse[] processes) => Numbers(View(rows, rows, seconds, processes: processes));

    public static int[] Numbers(HostView view) => [.. DoctorRules.Judge(view).Select(static finding => finding.Rule.Number).Distinct()];
}
