using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace Patchbay.Observation;

/// <summary>
/// A listens, B connects, A accepts; both have a socket, A keeps listening; C comes. Three addresses of loopback stand for three machines; all else is what the kernel does.
/// </summary>
/// <param name="port">The port A would like; 0 for any.</param>
public sealed class TwoPcsStory(int port = TwoPcsStory.UsualPort) : IDisposable
{
    /// <summary>The port A would like unless told otherwise.</summary>
    public const int UsualPort = 6666;

    const int Backlog = 5;

    readonly LabStage _stage = new();
    readonly Dictionary<string, List<LabSocket>> _machines = new() { ["A"] = [], ["B"] = [] };
    readonly Dictionary<string, List<string>> _calls = [];
    int _number;

    /// <summary>The scenes, each made when it is asked for.</summary>
    /// <exception cref="ObservationException">A call that the story needs failed.</exception>
    public IEnumerable<StoryScene> Scenes()
    {
        var listener = Make("A", "listener", LabSocketKind.Tcp);
        var wanted = listener.Bind(new IPEndPoint(Address("A"), port));
        if (!wanted.Succeeded)
        {
            Called("A", $"bind(port {Text(port)}) = {Glossary.Default.ErrnoName(wanted.Errno)}");
            listener.Bind(new IPEndPoint(Address("A"), 0)).Must("bind");
        }

        var server = listener.Local!;
        Called("A", $"bind({server}) = 0");
        listener.Listen(Backlog).Must("listen");
        Called("A", $"listen({Text(Backlog)}) = 0");
        yield return Scene($"A makes a socket, gives it port {Text(server.Port)} and listens. Nobody is connected.");

        var ofB = Make("B", "b", LabSocketKind.Tcp);
        yield return Scene("B makes a socket. It has no address and no port yet, and nothing was sent.");

        var took = Connect("B", ofB, server);
        LabStage.Until(() => SocketGlance.Of(listener).Unread == 1);
        var accepted = SocketGlance.Of(listener).Unread;
        yield return Scene($"B connects; that took {took}. Its kernel took port {Text(ofB.Local!.Port)} for it. B is {SocketGlance.Of(ofB).State}, though A has not called accept(): "
            + $"{Text(accepted)} finished connection waits in A's queue.");

        var forB = Accept(listener, "for-b");
        yield return Scene($"A accepts: a new socket with a descriptor of its own, {Text(forB.Descriptor)}. Both sides have a socket now, and each knows the other's address and port. The listener listens on.");

        Send("B", ofB, "hello from B");
        LabStage.Until(() => forB.Unread == 12 && ofB.Unacknowledged == 0);
        yield return Scene($"B sends. The bytes wait in A's input buffer: {Text(forB.Unread)} of them, acknowledged by A's kernel and not read by A's program.");

        Receive("A", forB);
        Send("A", forB, "hello from A");
        LabStage.Until(() => ofB.Unread == 12 && forB.Unacknowledged == 0);
        Receive("B", ofB);
        yield return Scene("A reads, answers, and B reads the answer.");

        _machines["C"] = [];
        var ofC = Make("C", "c", LabSocketKind.Tcp);
        Connect("C", ofC, server);
        LabStage.Until(() => SocketGlance.Of(listener).Unread == 1);
        yield return Scene($"C comes, to the same port {Text(server.Port)}. A's connection with B is not touched.");

        var forC = Accept(listener, "for-c");
        yield return Scene($"A accepts C. A has three sockets now, all on port {Text(server.Port)}: what tells for-b and for-c apart is the other end.");

        Send("C", ofC, "hello from C");
        LabStage.Until(() => forC.Unread == 12 && ofC.Unacknowledged == 0);
        yield return Scene($"C sends. Its bytes are in for-c ({Text(forC.Unread)}), none in for-b ({Text(forB.Unread)}).");

        Receive("A", forC);
        Close("B", ofB);
        LabStage.Until(() => SocketGlance.Of(forB).State == "CLOSE_WAIT" && SocketGlance.Of(ofB).State == "FIN_WAIT2");
        yield return Scene($"B closes: FIN goes to A, whose socket is in {SocketGlance.Of(forB).State} until A closes too. B's program has given its socket up; its kernel keeps it in {SocketGlance.Of(ofB).State}.");

        Receive("A", forB);
        Close("A", forB);
        LabStage.Until(() => SocketGlance.Of(ofB).State == "TIME_WAIT");
        yield return Scene($"A reads the end (0 bytes) and closes. B, which closed first, is in {SocketGlance.Of(ofB).State}: late segments shall find nobody else.");

        Close("A", listener);
        Send("C", ofC, "still here");
        LabStage.Until(() => forC.Unread == 10 && ofC.Unacknowledged == 0);
        yield return Scene("A closes its listener. Nobody can connect any more; the connection with C goes on.");
    }

    /// <inheritdoc/>
    public void Dispose() => _stage.Dispose();

    static IPAddress Address(string machine) => LabStage.Loopback((byte)(machine[0] - 'A' + 1));

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    LabSocket Make(string machine, string name, LabSocketKind kind)
    {
        var socket = _stage.Open(name, kind);
        _machines[machine].Add(socket);
        Called(machine, $"socket() = {Text(socket.Descriptor)}");
        return socket;
    }

    // B and C stand on addresses of their own, as two machines would. Without IP_BIND_ADDRESS_NO_PORT the port would be taken here, before connect().
    string Connect(string machine, LabSocket socket, IPEndPoint server)
    {
        const int IPPROTO_IP = 0;
        const int IP_BIND_ADDRESS_NO_PORT = 24;
        socket.SetOption(IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1).Must("setsockopt");
        socket.Bind(new IPEndPoint(Address(machine), 0)).Must("bind");
        Called(machine, $"bind({Address(machine)}) = 0, no port yet");
        var start = Stopwatch.GetTimestamp();
        LabStage.Finish(socket, socket.Connect(server)).Must("connect");
        var took = Stopwatch.GetElapsedTime(start);
        Called(machine, $"connect({server}) = 0");
        return string.Create(CultureInfo.InvariantCulture, $"{took.TotalMilliseconds:0.00} ms");
    }

    LabSocket Accept(LabSocket listener, string name)
    {
        var socket = _stage.Accept(listener, name);
        _machines["A"].Add(socket);
        Called("A", $"accept({Text(listener.Descriptor)}) = {Text(socket.Descriptor)}");
        return socket;
    }

    void Send(string machine, LabSocket socket, string text)
    {
        var sent = socket.Send(Encoding.ASCII.GetBytes(text)).Must("send");
        Called(machine, $"send({Text(socket.Descriptor)}, \"{text}\") = {Text(sent)}");
    }

    void Receive(string machine, LabSocket socket)
    {
        var bytes = LabStage.Receive(socket);
        Called(machine, $"recv({Text(socket.Descriptor)}) = {Text(bytes.Length)}{(bytes.Length > 0 ? $" \"{Encoding.ASCII.GetString(bytes)}\"" : "")}");
    }

    void Close(string machine, LabSocket socket)
    {
        Called(machine, $"close({Text(socket.Descriptor)}) = 0");
        socket.Close().Must("close");
    }

    void Called(string machine, string call)
    {
        if (!_calls.TryGetValue(machine, out var calls))
        {
            _calls[machine] = calls = [];
        }

        calls.Add(call);
    }

    StoryScene Scene(string caption)
    {
        var panes = _machines.Select(machine => new StoryPane($"{machine.Key}  {Address(machine.Key)}", _calls.GetValueOrDefault(machine.Key, []), [.. machine.Value.Select(SocketGlance.Of)])).ToList();
        _calls.Clear();
        return new(++_number, caption, panes);
    }
}
