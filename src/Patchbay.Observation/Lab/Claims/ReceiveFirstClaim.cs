using System.Diagnostics;

namespace Patchbay.Observation;

/// <summary>10: both sides wait for the other to speak.</summary>
sealed class ReceiveFirstClaim() : Claim("receive-first", "A server receives first, then sends.")
{
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    public override ClaimResult Run()
    {
        using var stage = new LabStage();
        var listener = stage.Listen("a", blocking: true);
        var client = stage.Open("c", blocking: true);
        client.Connect(listener.Local!).Must("connect");
        var server = stage.Accept(listener, "s");
        Linux.PlainSocketCalls.SetTimeouts(client.Descriptor, Patience);
        Linux.PlainSocketCalls.SetTimeouts(server.Descriptor, Patience);
        CallResult theirs = default;
        var start = Stopwatch.GetTimestamp();
        var thread = new Thread(() => theirs = client.Receive(new byte[1])) { IsBackground = true, Name = "lab client" };
        thread.Start();
        var ours = server.Receive(new byte[1]);
        thread.Join();
        var waited = Stopwatch.GetElapsedTime(start);
        server.Send("220 ready\r\n"u8).Must("send");
        return Judge(ours, theirs, waited, LabStage.Receive(client).Length);
    }

    internal static ClaimResult Judge(CallResult server, CallResult client, TimeSpan waited, int greeting)
    {
        IReadOnlyList<Evidence> evidence =
        [
            Found("server in recv(), client in recv()", $"{(server.WouldBlock && client.WouldBlock ? $"both blocked; given up after {waited.TotalMilliseconds:0} ms, with nothing wrong on either socket" : "one of them returned")}"),
            Found("then the server sends first", $"the client reads {greeting} bytes"),
        ];
        return server.WouldBlock && client.WouldBlock && greeting > 0
            ? new(Verdict.Incomplete, "Who speaks first is the protocol's to say: in HTTP the client, in SMTP and FTP the server. When both sides think the other begins, both wait for ever.", evidence)
            : new(Verdict.True, "Somebody spoke first here.", evidence);
    }
}
