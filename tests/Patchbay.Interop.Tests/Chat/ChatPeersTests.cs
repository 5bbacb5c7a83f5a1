namespace Patchbay.Interop.Tests.Chat;

/// <summary>The chat service of the real program with the clients that people use.</summary>
[Long]
public class ChatPeersTests
{
    [NeedsFact("ii", "tail")]
    public async Task Ii_joins_talks_both_ways_and_each_side_sees_the_other_go()
    {
        await using var node = await ChatNode.StartAsync();
        using var folder = new TemporaryFolder();
        using var peer = await IrcPeer.JoinAsync(node.EndPoint, "peer", "#t");
        await peer.SayAsync("TOPIC #t :about ii");
        await using var ii = StartIi("iibot");
        await peer.UntilAsync(":iibot!");

        await using var channel = new TailedFile(Path.Combine(folder.Path, "127.0.0.1", "#t", "out"));
        await peer.SayAsync("PRIVMSG #t :hello ii");
        await channel.HasAsync("<peer> hello ii");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "127.0.0.1", "#t", "in"), "hello peer\n");
        Assert.EndsWith(" PRIVMSG #t :hello peer", await peer.UntilAsync(" PRIVMSG "));
        ii.KillTree();
        Assert.StartsWith(":iibot!~", await peer.UntilAsync(" QUIT :Connection "));

        await using var second = StartIi("iibot2");
        await peer.UntilAsync(":iibot2!");
        node.Program.Process.Kill();
        Assert.NotEqual(0, await second.ExitAsync());
        Assert.Null(await peer.LineAsync());

        ChildProcess StartIi(string nick)
        {
            // Its own files tell when it can be spoken to.
            return ChildProcess.Start("sh", ["-c", "ii -s 127.0.0.1 -p \"$1\" -n \"$2\" -i \"$3\" & until [ -p \"$3/127.0.0.1/in\" ]; do sleep 0.05; done; echo '/j #t' >\"$3/127.0.0.1/in\"; wait $!", "sh", $"{node.Port}", nick, folder.Path]);
        }
    }

    [NeedsFact("weechat-headless", "tail")]
    public async Task Weechat_logs_in_over_tls_sees_topic_and_history_and_talks_both_ways()
    {
        await using var node = await ChatNode.StartAsync();
        using var folder = new TemporaryFolder();
        using var peer = await IrcPeer.JoinAsync(node.EndPoint, "peer", "#t");
        await peer.SayAsync("TOPIC #t :about weechat", "PRIVMSG #t :said before");
        await using var weechat = ChildProcess.Start("weechat-headless",
        [
            "-d", folder.Path, "-r", "/set logger.file.flush_delay 0", "-r", $"/server add p 127.0.0.1/{node.TlsPort} -ssl -ssl_verify=off -nicks=wee -autojoin=#t -sasl_mechanism=plain -sasl_username=ann -sasl_password={ChatNode.Password}",
            "-r", "/set irc.server.p.command \"/wait 2 /msg -server p #t hello peer\"", "-r", "/connect p",
        ]);
        await peer.UntilAsync(":wee!");
        await using var log = new TailedFile(Path.Combine(folder.Path, "logs", "irc.p.#t.weechatlog"));
        await log.HasAsync("about weechat");
        await log.HasAsync("said before");
        Assert.EndsWith(" PRIVMSG #t :hello peer", await peer.UntilAsync(":wee!"));
        await peer.SayAsync("PRIVMSG #t :hello wee", "WHOIS wee");
        await log.HasAsync("peer\thello wee");
        Assert.EndsWith(" is using a secure connection", (await peer.UntilAsync(" 671 ")).Replace(":is", "is", StringComparison.Ordinal));
        Assert.StartsWith(":patchbay.localhost 330 peer wee ann ", await peer.UntilAsync(" 330 "));

        await using var server = new TailedFile(Path.Combine(folder.Path, "logs", "irc.server.p.weechatlog"));
        node.Program.Process.Kill();
        await server.HasAsync("disconnected from server");
    }

    [NeedsFact("irssi", "script", "tail")]
    public async Task Irssi_logs_in_over_tls_talks_both_ways_and_its_death_is_told()
    {
        await using var node = await ChatNode.StartAsync();
        using var folder = new TemporaryFolder();
        using var peer = await IrcPeer.JoinAsync(node.EndPoint, "peer", "#t");
        await peer.SayAsync("TOPIC #t :about irssi", "PRIVMSG #t :said before");
        var configuration = folder.Write("config", $$"""
            servers = ( { address = "127.0.0.1"; chatnet = "p"; port = "{{node.TlsPort}}"; use_tls = "yes"; tls_verify = "no"; autoconnect = "yes"; } );
            chatnets = { p = { type = "IRC"; nick = "iri"; sasl_mechanism = "PLAIN"; sasl_username = "ann"; sasl_password = "{{ChatNode.Password}}"; }; };
            channels = ( { name = "#t"; chatnet = "p"; autojoin = "Yes"; } );
            settings = { core = { real_name = "I R"; user_name = "iri"; nick = "iri"; }; "fe-common/core" = { autolog = "yes"; autolog_path = "{{folder["logs"]}}/$0.log"; autolog_level = "all"; }; };
            """);
        await using var irssi = ChildProcess.Start("script", ["-qfec", $"exec irssi --home {folder.Path} --config {configuration}", "/dev/null"], new Dictionary<string, string?> { ["TERM"] = "xterm", ["LC_ALL"] = "C.UTF-8" });
        await peer.UntilAsync(":iri!");
        await using var log = new TailedFile(Path.Combine(folder["logs"], "#t.log"));
        await log.HasAsync("iri");
        await peer.SayAsync("PRIVMSG #t :hello iri");
        await log.HasAsync("hello iri");
        Assert.Contains("said before", log.Text);
        await irssi.WriteAsync("/window goto #t\rhello peer\r");
        await irssi.OutputHas(static text => text.Contains("about irssi", StringComparison.Ordinal), "the topic");
        Assert.EndsWith(" PRIVMSG #t :hello peer", await peer.UntilAsync(":iri!"));
        irssi.KillTree();
        Assert.StartsWith(":iri!~iri@", await peer.UntilAsync(" QUIT :"));
    }

    [NeedsFact("node")]
    public async Task Irc_framework_logs_in_over_tls_asks_for_history_and_talks_both_ways()
    {
        await using var node = await ChatNode.StartAsync();
        using var peer = await IrcPeer.JoinAsync(node.EndPoint, "peer", "#t");
        await peer.SayAsync("TOPIC #t :about frameworks", "PRIVMSG #t :one", "PRIVMSG #t :two");
        await using var client = Framework(node.TlsPort, "fred", "tls", "ann", ChatNode.Password);
        await HasAsync(client, "account ann", "registered fred", "topic #t about frameworks", "network Patchbay 200", "users #t fred,opeer", "history one|two");
        await peer.UntilAsync(":fred!");
        await peer.SayAsync("PRIVMSG #t :hello fred");
        await HasAsync(client, "message peer #t hello fred with-id");
        await client.WriteAsync("hello peer\n");
        Assert.EndsWith(" PRIVMSG #t :hello peer", await peer.UntilAsync(":fred!"));
        await HasAsync(client, "message fred #t hello peer with-id");

        await using var other = Framework(node.Port, "otto");
        await peer.UntilAsync(":otto!");
        other.Kill();
        await HasAsync(client, "quit otto Connection ");
        node.Program.Process.Kill();
        await HasAsync(client, "closed");
        Assert.Equal(0, await client.ExitAsync());
    }

    [NeedsFact("node")]
    public async Task Irc_framework_with_a_wrong_password_is_refused()
    {
        await using var node = await ChatNode.StartAsync("chat.require-login=yes");
        await using var client = Framework(node.Port, "fred", "ann", "wrong-password");
        await HasAsync(client, "sasl failed", "closed");
        Assert.DoesNotContain("registered", client.Output);
    }

    static ChildProcess Framework(int port, string nick, params string[] rest) =>
        ChildProcess.Start("node", [Path.Combine(Repository.Root, "tests/node/irc-client.mjs"), $"{port}", nick, "#t", .. rest]);

    static async Task HasAsync(ChildProcess process, params string[] parts)
    {
        foreach (var part in parts)
        {
            await process.OutputHas(text => text.Contains(part, StringComparison.Ordinal), part);
        }
    }
}
