using System.Runtime.InteropServices;

namespace Patchbay.Interop.Tests.Chat;

/// <summary><c>patchbay chat</c> with the real node, in pipes and on a terminal.</summary>
public class ChatCommandTests
{
    [Fact]
    public async Task A_line_is_said_by_a_pipe_and_seen_by_another()
    {
        await using var node = await ChatNode.StartAsync();
        await using var listener = Chat(node, "tcp:127.0.0.1:" + node.Port, "#t", "--nick", "listener", "--verbose");
        await listener.Process.ErrorHas("you joined");
        await using var speaker = Chat(node, $"tls:127.0.0.1:{node.TlsPort},ca=auto", "#t", "--nick", "speaker");
        await speaker.Process.WriteAsync("build is green\n/quit is no command here\n");
        Assert.Equal(0, await speaker.Process.FinishAsync());
        await listener.Process.OutputHas(static text => text.Contains("Z #t <speaker> build is green\n", StringComparison.Ordinal) && text.Contains("Z #t <speaker> /quit is no command here\n", StringComparison.Ordinal), "both lines");
        Assert.Equal(0, await listener.Process.FinishAsync());
    }

    [Fact]
    public async Task The_running_nodes_chat_has_a_name_and_a_login()
    {
        await using var node = await ChatNode.StartAsync("chat.require-login=yes");
        await using var stranger = Chat(node, "chat", "#t");
        Assert.Equal(9, await stranger.Process.FinishAsync());
        Assert.Contains("patchbay: the server refused: You must log in with SASL to use this server\n--user NAME logs in.\n", stranger.Process.Error);
        await using var wrong = Chat(node, "chat", "#t", "--user", "ann");
        await wrong.Process.WriteAsync("wrong-password\n");
        Assert.Equal(9, await wrong.Process.FinishAsync());
        Assert.Contains("ann was not logged in", wrong.Process.Error);
        await using var ann = Chat(node, "chat", "#t", "--user", "ann");
        await ann.Process.WriteAsync(ChatNode.Password + "\nhello\n");
        Assert.Equal(0, await ann.Process.FinishAsync());
        Assert.EndsWith(" #t <ann> hello\n", ann.Process.Output);
    }

    [Fact]
    public async Task A_server_that_dies_is_told_and_a_signal_leaves_properly()
    {
        await using var node = await ChatNode.StartAsync();
        using var peer = await IrcPeer.JoinAsync(node.EndPoint, "peer", "#t");
        await using var left = Chat(node, "chat", "#t", "--nick", "left");
        await peer.UntilAsync(":left!");
        left.Process.Signal(PosixSignal.SIGINT);
        Assert.Equal(130, await left.Process.ExitAsync());
        Assert.EndsWith(" QUIT :Quit: interrupted", await peer.UntilAsync(" QUIT "));

        await using var chat = Chat(node, "chat", "#t", "--nick", "other");
        await peer.UntilAsync(":other!");
        node.Program.Process.Kill();
        Assert.Equal(56, await chat.Process.ExitAsync());
    }

    [NeedsFact("script")]
    public async Task On_a_terminal_what_is_typed_is_said_and_what_is_said_is_shown()
    {
        await using var node = await ChatNode.StartAsync();
        using var peer = await IrcPeer.JoinAsync(node.EndPoint, "peer", "#t");
        await peer.SayAsync("TOPIC #t :about terminals");
        var variables = new Dictionary<string, string?>(PatchbayProcess.Variables) { ["TERM"] = "xterm" };
        await using var chat = ChildProcess.Start("script", ["-qfec", $"exec {PatchbayProcess.Path} chat chat '#t' --nick zed --data {node.Program.DataDirectory}", "/dev/null"], variables);
        await peer.UntilAsync(":zed!");
        await Shown("the topic: about terminals");
        await Shown("#t> ");
        await chat.WriteAsync("hello pear\x7f\x7f" + "er\r/me waves\r/nosuch\r");
        Assert.EndsWith(" PRIVMSG #t :hello peer", await peer.UntilAsync(" PRIVMSG "));
        Assert.EndsWith(" PRIVMSG #t :\u0001ACTION waves\u0001", await peer.UntilAsync(" PRIVMSG "));
        await Shown("! there is no /nosuch; /help tells what there is");
        await peer.SayAsync("PRIVMSG #t :\u0003" + "4red\u001b[2J alert");
        await Shown("<peer> red[2J alert");
        await chat.WriteAsync("/quit see you\r");
        Assert.EndsWith(" QUIT :Quit: see you", await peer.UntilAsync(" QUIT "));
        Assert.Equal(0, await chat.ExitAsync());

        Task Shown(string part) => chat.OutputHas(text => text.Contains(part, StringComparison.Ordinal), part);
    }

    static PatchbayProcess Chat(ChatNode node, params string[] arguments) => PatchbayProcess.Start(["chat", .. arguments, "--data", node.Program.DataDirectory]);
}
