using System.Net;
using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Observation.Tests.Doctor;

/// <summary>A recording written by hand. Each call comes a millisecond after the end of the one before.</summary>
sealed class Story
{
    readonly List<LifeEvent> _events = [];
    TimeSpan _now;

    public const int Pid = 100;

    public List<SocketRow> Listeners { get; } = [];

    public Story Program(string name, int pid = Pid)
    {
        _events.Add(new ProcessEvent { At = _now, ProcessId = pid, ThreadId = pid, Step = ProcessStep.Started, Name = name });
        return this;
    }

    public Story Died(int signal, int pid = Pid)
    {
        _events.Add(new ProcessEvent { At = _now, ProcessId = pid, ThreadId = pid, Step = ProcessStep.Killed, Code = signal });
        return this;
    }

    /// <summary>A TCP connection; its other end too when <paramref name="peer"/> is given.</summary>
    public Story Tcp(int socket, string local = "127.0.0.1:80", string remote = "127.0.0.1:50000", int peer = 0)
    {
        Named(socket, SocketType.Stream, local, remote, peer);
        return peer == 0 ? this : Named(peer, SocketType.Stream, remote, local, socket);
    }

    public Story Udp(int socket, string local, string? remote = null) => Named(socket, SocketType.Dgram, local, remote, 0);

    public Story Wait(double milliseconds)
    {
        _now += TimeSpan.FromMilliseconds(milliseconds);
        return this;
    }

    public Story Call(int socket, string name, long? result, int errno = 0, long? asked = null, double took = 0, bool? blocks = true, string? address = null, (int, int, long)? option = null, bool beside = false, int pid = Pid)
    {
        _events.Add(new CallEvent
        {
            At = _now,
            Socket = socket,
            ProcessId = pid,
            ThreadId = pid + socket,
            Name = name,
            Result = result,
            Errno = errno,
            Asked = asked,
            Took = TimeSpan.FromMilliseconds(took),
            MayBlock = blocks,
            Address = address is null ? null : End(address),
            Option = option,
        });
        return beside ? this : Wait(took + 1);
    }

    public Story Reads(int socket, long result, long asked = 4096, double took = 0) => Call(socket, "recvfrom", result, asked: asked, took: took);

    public Story Writes(int socket, long result, long? asked = null) => Call(socket, "sendto", result, asked: asked ?? result);

    public Story Closes(int socket) => Call(socket, "close", 0);

    public Story Gauge(int socket, long unread = 0, long room = 0, long unsent = 0, long unacknowledged = 0, TcpState state = TcpState.Established, SocketTimer timer = SocketTimer.None, long again = 0, LifeSource source = LifeSource.Socket)
    {
        _events.Add(new GaugeEvent { At = _now, Socket = socket, Unread = unread, ReceiveRoom = room, Unsent = unsent, Unacknowledged = unacknowledged, State = state, Timer = timer, Retransmits = again, Source = source });
        return this;
    }

    /// <summary>The same again.</summary>
    public Story Times(int count, Action<Story> more)
    {
        for (var i = 0; i < count; i++)
        {
            more(this);
        }

        return this;
    }

    /// <summary>The numbers of the rules that find something.</summary>
    public int[] Found() => [.. DoctorRules.Judge(CaseHistory.Of(_events, _now, Listeners)).Select(static finding => finding.Rule.Number).Distinct()];

    /// <summary>What is said of them.</summary>
    public string Said() => string.Join('\n', DoctorRules.Judge(CaseHistory.Of(_events, _now, Listeners)).Select(static finding => finding.Sign.Seen));

    public static SocketEnd End(string text) => IPEndPoint.Parse(text) is var end ? new(HostAddress.From(end.Address), (ushort)end.Port) : default;

    Story Named(int socket, SocketType type, string local, string? remote, int peer)
    {
        var end = End(local);
        _events.Add(new SocketNamedEvent
        {
            At = _now,
            Socket = socket,
            Family = end.Host.IsV6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork,
            Type = type,
            Protocol = type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp,
            Local = end,
            Remote = remote is null ? null : End(remote),
            Peer = peer,
        });
        return this;
    }
}
