namespace Patchbay.Observation;

/// <summary>What <c>help</c> says.</summary>
public static class StepHelp
{
    /// <summary>Each call as it is written, and what it does.</summary>
    public static IReadOnlyList<(StepVerb Verb, string Form, string Meaning)> Calls { get; } =
    [
        (StepVerb.Socket, "a = socket tcp|udp|tcp6|udp6", "make a socket called a"),
        (StepVerb.Bind, "bind a 127.0.0.1:0", "give it a local address and port; 0 for any"),
        (StepVerb.Listen, "listen a [BACKLOG]", "let connections come; at most so many wait"),
        (StepVerb.Accept, "b = accept a", "take the connection that waits longest; it is called b"),
        (StepVerb.Connect, "connect c ADDRESS|a", "connect to an address, or to where a is"),
        (StepVerb.Send, "send c \"text\\n\"|BYTES", "send text, or so many bytes"),
        (StepVerb.SendTo, "sendto u ADDRESS|a \"text\"", "send a datagram"),
        (StepVerb.Recv, "recv b [ROOM]", "take what has come, at most so many bytes"),
        (StepVerb.RecvFrom, "recvfrom u [ROOM]", "take a datagram and see who sent it"),
        (StepVerb.Shutdown, "shutdown c read|write|both", "end a direction; write sends FIN"),
        (StepVerb.Close, "close c", "give the descriptor back"),
        (StepVerb.SockName, "sockname a", "the local end"),
        (StepVerb.PeerName, "peername a", "the remote end"),
        (StepVerb.GetSockOpt, "getsockopt a SO_RCVBUF", "read an option"),
        (StepVerb.SetSockOpt, "setsockopt a SO_RCVBUF 4096", "set an option, a number each; SO_LINGER in seconds"),
        (StepVerb.Wait, "wait [TIME]", "wait for the call that would block; also at the end of a call: b = accept a wait 2s"),
        (StepVerb.Show, "show", "every socket again"),
        (StepVerb.Help, "help [CALL]", "this, or what a call is"),
        (StepVerb.Quit, "quit", "close all sockets and end"),
    ];

    /// <summary>The lines for one call, or for all.</summary>
    public static IReadOnlyList<string> Lines(string call)
    {
        var width = Calls.Max(static one => one.Form.Length);
        if (Calls.FirstOrDefault(one => StepParser.Word(one.Verb) == call) is not { Form: not null } asked)
        {
            return [.. Calls.Select(one => $"{one.Form.PadRight(width)}  {one.Meaning}")];
        }

        var entry = Glossary.Default.Find(asked.Verb switch { StepVerb.SendTo => "send", StepVerb.RecvFrom => "recv", _ => call }).FirstOrDefault(static one => one.Group == GlossaryGroup.Calls);
        return [$"{asked.Form}  {asked.Meaning}", .. entry is null ? [] : new[] { entry.Summary }];
    }
}
