using System.Net;
using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Observation.Tests.Life;

/// <summary>Writes recordings by hand: a client (pid 10, socket 1), a listener (pid 20, socket 2) and the server's connection (socket 3). Times in milliseconds.</summary>
sealed class Script
{
    public const int Client = 10;
    public const int Server = 20;
    public static readonly SocketEnd ClientEnd = End("127.0.0.1", 50320);
    public static readonly SocketEnd ServerEnd = End("127.0.0.1", 6666);

    readonly List<LifeEvent> _events = [];

    public IReadOnlyList<LifeEvent> Events => _events;

    public static SocketEnd End(string host, ushort port) => new(HostAddress.From(IPAddress.Parse(host)), port);

    public Script Add(LifeEvent one)
    {
        _events.Add(one);
        return this;
    }

    public Script Call(double at, int process, int socket, string name, long? result = 0, double took = 0.01, int errno = 0, long? asked = null, long flags = 0,
        bool? blocks = true, SocketEnd? address = null, (int, int, long)? option = null, int made = -1, int madeSocket = 0) => Add(new CallEvent
    {
        At = TimeSpan.FromMilliseconds(at),
        Took = TimeSpan.FromMilliseconds(took),
        Socket = socket,
        ProcessId = process,
        ThreadId = process,
        Name = name,
        Descriptor = socket + 2,
        Result = errno != 0 ? -1 : result,
        Errno = errno,
        Asked = asked,
        Flags = flags,
        MayBlock = blocks,
        Address = address,
        Option = option,
        Made = made,
        MadeSocket = madeSocket,
    });

    public Script Send(double at, int process, int socket, long bytes, double took = 0.01, long? offered = null) => Call(at, process, socket, "sendto", bytes, took, asked: offered ?? bytes);

    public Script Receive(double at, int process, int socket, long bytes, double took = 0.01, long room = 4096) => Call(at, process, socket, "recvfrom", bytes, took, asked: room);

    public Script State(double at, int socket, TcpState to, LifeSource source = LifeSource.Tracepoints) =>
        Add(new StateEvent { At = TimeSpan.FromMilliseconds(at), Socket = socket, To = to, Source = source });

    public Script Named(double at, int socket, SocketEnd? local, SocketEnd? remote) => Add(new SocketNamedEvent
    {
        At = TimeSpan.FromMilliseconds(at),
        Socket = socket,
        Family = AddressFamily.InterNetwork,
        Type = SocketType.Stream,
        Protocol = ProtocolType.Tcp,
        Local = local,
        Remote = remote,
    });

    public Script Segment(double at, int socket, SocketEnd from, SocketEnd to, int flags, uint sequence = 0, int length = 0, long window = 65536, bool repeated = false) => Add(new SegmentEvent
    {
        At = TimeSpan.FromMilliseconds(at),
        Socket = socket,
        Source = from,
        Destination = to,
        Flags = flags,
        Sequence = sequence,
        Length = length,
        Window = window,
        IsRepeated = repeated,
    });

    public Script Program(double at, int process, string name) =>
        Add(new ProcessEvent { At = TimeSpan.FromMilliseconds(at), ProcessId = process, ThreadId = process, Step = ProcessStep.Started, Name = name });

    /// <summary>The connection of both ends, from 0 ms to 2 ms: it waits 1 ms in the queue.</summary>
    public static Script Connected() => new Script()
        .Program(0, Server, "server").Program(0, Client, "client")
        .Call(0.1, Server, 2, "socket", 4, made: 4).Call(0.2, Server, 2, "bind", address: ServerEnd).Named(0.25, 2, ServerEnd, null).Call(0.3, Server, 2, "listen", flags: 5).State(0.3, 2, TcpState.Listen)
        .Call(0.5, Client, 1, "socket", 3, made: 3)
        .State(0.65, 1, TcpState.SynSent).State(0.7, 3, TcpState.SynReceived).State(0.75, 1, TcpState.Established).State(0.8, 3, TcpState.Established)
        .Call(0.6, Client, 1, "connect", took: 0.3, address: ServerEnd).Named(0.95, 1, ClientEnd, ServerEnd)
        .Call(1.8, Server, 2, "accept4", 5, address: ClientEnd, made: 5, madeSocket: 3).Named(1.9, 3, ServerEnd, ClientEnd);

    public LifeTimeline Told => LifeTimeline.Of(_events);

    /// <summary>The reason of the only entry whose words begin so.</summary>
    public string? BecauseOf(string words, int socket) => Told.Entries.Single(entry => entry.Socket == socket && entry.Words.StartsWith(words, StringComparison.Ordinal)).Because;
}
