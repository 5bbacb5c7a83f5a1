using System.Diagnostics;
using System.Globalization;
using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>Lets calls block for a moment, on threads of their own, looks at them asleep, and wakes them by what they wait for. Each has a limit.</summary>
public static class BlockingExperiment
{
    const int SendSize = 16 * 1024 * 1024;

    static readonly TimeSpan Hold = TimeSpan.FromMilliseconds(200);

    /// <summary>The four experiments, each done when it is asked for; the last takes a second, since a SYN is repeated after one.</summary>
    /// <exception cref="ObservationException">A call that the experiment needs failed.</exception>
    public static IEnumerable<BlockedCall> Run()
    {
        yield return Accept();
        yield return Receive();
        yield return Send();
        yield return Connect();
    }

    static BlockedCall Accept()
    {
        using var stage = new LabStage();
        var listener = stage.Listen("a", blocking: true);
        LabSocket? accepted = null;
        return Watch("accept", "no client has come", "a finished connection in the listener's queue", listener, () => listener.Accept("s", out accepted),
            () => SocketGlanceText.Buffers(SocketGlance.Of(listener)), "a client connects", () => stage.Connect("c", listener.Local!),
            _ => { stage.Keep(accepted!); return Text($"descriptor {accepted!.Descriptor}"); });
    }

    static BlockedCall Receive()
    {
        using var stage = new LabStage();
        var listener = stage.Listen("a", blocking: true);
        var client = stage.Connect("c", listener.Local!);
        var server = stage.Accept(listener, "s");
        return Watch("recv", "the peer has sent nothing", "a byte, or the peer's FIN", server, () => server.Receive(new byte[64]),
            () => Text($"input buffer {server.Unread} B"), "the peer sends 5 bytes", () => client.Send("hello"u8), static result => Text($"{result.Returned} bytes"));
    }

    static BlockedCall Send()
    {
        using var stage = new LabStage();
        var listener = stage.Listen("a");
        var client = stage.Open("c", blocking: true);
        client.Connect(listener.Local!).Must("connect");
        var server = stage.Accept(listener, "s");
        var bytes = new byte[SendSize];
        return Watch("send", Text($"{SendSize} bytes to a peer that does not read"), "room in the send buffer", client, () => client.Send(bytes),
            () => Text($"{client.Unacknowledged} B wait here, {server.Unread} B at the peer"), "the peer reads", () => Drain(server), static result => Text($"{result.Returned} bytes"));
    }

    static BlockedCall Connect()
    {
        using var stage = new LabStage();
        // Linux takes one more than it was told.
        var listener = stage.Listen("a", backlog: 0);
        stage.Connect("b", listener.Local!);
        LabStage.Until(() => SocketGlance.Of(listener).Unread == 1);
        var client = stage.Open("c", blocking: true);
        return Watch("connect", "the listener's queue is full", "an answer to the SYN, which the full listener throws away", client, () => client.Connect(listener.Local!),
            () => Text($"{SocketGlance.Of(client).State}; {SocketGlanceText.Buffers(SocketGlance.Of(listener))}"), "the server accepts one; then the SYN has to be repeated",
            () => stage.Accept(listener, "s"), _ => Text($"connected; SYNs sent again: {Retransmits(client)}"));
    }

    static BlockedCall Watch(
        string call, string situation, string waitsFor, LabSocket socket, Func<CallResult> block, Func<string> look, string releasedBy, Action release, Func<CallResult, string> words)
    {
        PlainSocketCalls.SetTimeouts(socket.Descriptor, LabStage.Limit);
        CallResult result = default;
        var (thread, took) = (0, TimeSpan.Zero);
        using var begun = new ManualResetEventSlim();
        var worker = new Thread(() =>
        {
            thread = PlainSocketCalls.ThreadId();
            begun.Set();
            var start = Stopwatch.GetTimestamp();
            result = block();
            took = Stopwatch.GetElapsedTime(start);
        })
        {
            IsBackground = true,
            Name = "lab blocked in " + call,
        };
        worker.Start();
        begun.Wait();
        // A thread that has not been given the processor yet is not in its call yet.
        LabStage.Until(() => !worker.IsAlive || ThreadSleep.Of(thread) is { IsInLock: false });
        var heldFrom = Stopwatch.GetTimestamp();
        worker.Join(Hold);
        var asleep = ThreadSleep.Of(thread);
        var seen = look();
        release();
        var held = Stopwatch.GetElapsedTime(heldFrom);
        worker.Join();
        return new(call, situation, waitsFor, asleep is not null, asleep?.Function, seen, releasedBy, held, took, result.Succeeded ? words(result) : Glossary.Default.ErrorText(call, result.Errno));
    }

    static void Drain(LabSocket socket)
    {
        var buffer = new byte[256 * 1024];
        for (var left = SendSize; left > 0;)
        {
            if (!socket.Wait(PollEvents.In, LabStage.Limit) || socket.Receive(buffer) is not { Returned: > 0 } read)
            {
                return;
            }

            left -= read.Returned;
        }
    }

    static uint Retransmits(LabSocket socket)
    {
        var info = new byte[Sockets.TcpInfoParser.Size];
        return KernelSocket.TryGetTcpInfo(socket.Descriptor, info, out var length) && Sockets.TcpInfoParser.TryParse(info.AsSpan(0, length), out var tcp) ? tcp.TotalRetransmits : 0;
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
