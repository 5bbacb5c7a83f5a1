using System.Runtime.InteropServices;
using System.Text.Json;

namespace Patchbay.Interop.Tests.Game;

/// <summary>The real program on both sides, and a client that was written from the document.</summary>
[Long]
public class GamePlayTests
{
    [NeedsFact("node")]
    public async Task A_client_written_from_the_document_joins_walks_and_reads_snapshots()
    {
        var (node, address) = await ServeAsync();
        await using var _ = node;
        await using var client = ChildProcess.Start("node", [Path.Combine(Repository.Root, "tests", "node", "game-client.mjs"), .. address.Split(':'), "90"]);
        Assert.Equal(0, await client.FinishAsync());
        var seen = JsonDocument.Parse(client.Output).RootElement;
        Assert.InRange(seen.GetProperty("snapshots").GetInt32(), 90, 10_000);
        Assert.InRange(seen.GetProperty("full").GetInt32(), 1, 30);
        Assert.Equal(0, seen.GetProperty("bad").GetInt32());
        Assert.InRange(seen.GetProperty("places").GetInt32(), 2, 1_000);
        Assert.Equal("hello", seen.GetProperty("chats")[0][1].GetString());
        Assert.Equal(96, seen.GetProperty("welcome").GetProperty("width").GetInt32());
        Assert.Equal("node", seen.GetProperty("roster").GetProperty(seen.GetProperty("welcome").GetProperty("slot").GetRawText())[1].GetString());
    }

    [Fact]
    public async Task Two_play_by_lines_and_hear_one_another()
    {
        var (node, address) = await ServeAsync();
        await using var _ = node;
        await using var ann = PatchbayProcess.Start("play", address, "--plain", "--name", "ann");
        await ann.Process.OutputHas(static text => text.Contains("joined as ann", StringComparison.Ordinal) && text.Contains(" at ", StringComparison.Ordinal), "joined");
        await using var bob = PatchbayProcess.Start("play", address, "--json=lines", "--name", "bob", "--simulate", "loss=20%,delay=20ms,jitter=10ms");
        await ann.Process.OutputHas(static text => text.Contains("bob joined", StringComparison.Ordinal), "bob joined");
        await ann.Process.WriteAsync("right\nsay good luck\nlook\nscores\n");
        await bob.Process.OutputHas(static text => text.Contains("good luck", StringComparison.Ordinal), "chat");
        await ann.Process.OutputHas(static text => text.Contains("(you)", StringComparison.Ordinal) && text.Contains('@'), "look and scores");
        await bob.Process.WriteAsync("quit\n");
        Assert.Equal(0, await bob.Process.ExitAsync());
        await ann.Process.OutputHas(static text => text.Contains("bob left", StringComparison.Ordinal), "bob left");
        await ann.Process.WriteAsync("quit\n");
        Assert.Equal(0, await ann.Process.ExitAsync());
        Assert.All(bob.Events(), static line => Assert.Equal(1, line.GetProperty("v").GetInt32()));
        Assert.Contains(bob.Events(), static line => line.GetProperty("event").GetString() == "state");
    }

    [Fact]
    public async Task A_server_that_is_killed_is_missed_and_the_client_says_so()
    {
        var (node, address) = await ServeAsync();
        await using var _ = node;
        await using var ann = PatchbayProcess.Start("play", address, "--plain", "--name", "ann", "--reconnect", "500ms");
        await ann.Process.OutputHas(static text => text.Contains("joined as ann", StringComparison.Ordinal), "joined");
        node.Process.Kill();
        Assert.Equal(28, await ann.Process.ExitAsync());
        Assert.Contains("has gone", ann.Process.Error);
    }

    [Fact]
    public async Task A_server_that_stops_says_goodbye()
    {
        var (node, address) = await ServeAsync();
        await using var _ = node;
        await using var ann = PatchbayProcess.Start("play", address, "--plain");
        await ann.Process.OutputHas(static text => text.Contains("joined as", StringComparison.Ordinal), "joined");
        node.Process.Signal(PosixSignal.SIGTERM);
        Assert.Equal(56, await ann.Process.ExitAsync());
        Assert.Contains("the server stops", ann.Process.Error);
        Assert.Equal(0, await node.Process.ExitAsync());
    }

    [Fact]
    public async Task A_client_that_is_killed_is_gone_after_the_time_out_and_others_hear_of_it()
    {
        var (node, address) = await ServeAsync("--set", "game.timeout=1s", "--set", "game.grace=500ms");
        await using var _ = node;
        await using var ann = PatchbayProcess.Start("play", address, "--plain", "--name", "ann");
        await ann.Process.OutputHas(static text => text.Contains(" at ", StringComparison.Ordinal), "joined");
        await using var bob = PatchbayProcess.Start("play", address, "--plain", "--name", "bob");
        await ann.Process.OutputHas(static text => text.Contains("bob joined", StringComparison.Ordinal), "bob joined");
        bob.Process.Kill();
        await ann.Process.OutputHas(static text => text.Contains("bob lost the connection", StringComparison.Ordinal) && text.Contains("bob left", StringComparison.Ordinal), "bob gone");
    }

    [Fact]
    public async Task Where_nothing_listens_the_client_says_so_at_once()
    {
        await using var play = PatchbayProcess.Start("play", "127.0.0.1:9", "--plain");
        Assert.Equal(7, await play.Process.ExitAsync());
        Assert.Contains("does not answer", play.Process.Error);
    }

    [Fact]
    public async Task A_recording_replays_and_a_changed_one_does_not()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "game.rec");
        var (node, address) = await ServeAsync("--set", $"game.record={file}");
        await using var _ = node;
        await using var bot = PatchbayProcess.Start("play", address, "--bot", "--for", "3s", "--json");
        Assert.Equal(0, await bot.Process.FinishAsync());
        Assert.Equal(0, bot.Events().Single().GetProperty("data").GetProperty("misunderstood").GetInt32());
        node.Process.Signal(PosixSignal.SIGTERM);
        await node.Process.ExitAsync();

        await using var replay = PatchbayProcess.Start("play", "--replay", file, "--json");
        Assert.Equal(0, await replay.Process.ExitAsync());
        Assert.InRange(replay.Events().Single().GetProperty("data").GetProperty("ticks").GetInt32(), 60, 10_000);
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[8] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        await using var changed = PatchbayProcess.Start("play", "--replay", file);
        Assert.Equal(99, await changed.Process.ExitAsync());
        Assert.Contains("another way", changed.Process.Error);
    }

    [NeedsFact("tmux")]
    public async Task On_a_terminal_of_80_by_24_the_game_explains_itself_and_a_key_begins_it()
    {
        var (node, address) = await ServeAsync();
        await using var _ = node;
        await using var screen = new TmuxScreen(80, 24, $"{PatchbayProcess.Path} play {address} --name ann; echo exit $?; sleep 60");
        var first = await screen.UntilAsync(static text => text.Contains("CAVE OF GOLD", StringComparison.Ordinal) && text.Contains("press a direction to begin", StringComparison.Ordinal));
        Assert.Contains("Only gold brought home counts.", first);
        await screen.SendAsync("Right");
        var playing = await screen.UntilAsync(static text => !text.Contains("CAVE OF GOLD", StringComparison.Ordinal) && text.Contains('@'));
        Assert.Contains("round 1", playing);
        Assert.Contains("8 players", playing);
        Assert.Contains("arrows walk+dig", playing);
        await screen.SendAsync("Enter");
        await screen.SendAsync("-l", "hello all");
        await screen.UntilAsync(static text => text.Contains("say: hello all_", StringComparison.Ordinal));
        await screen.SendAsync("Enter");
        await screen.UntilAsync(static text => text.Contains("ann: hello all", StringComparison.Ordinal));
        await screen.ResizeAsync(120, 40);
        await screen.UntilAsync(static text => text.Split('\n').Any(static line => line.Length > 90) && text.Contains('@'));
        await screen.SendAsync("q");
        await screen.UntilAsync(static text => text.Contains("exit 0", StringComparison.Ordinal) && text.Contains("gold at home", StringComparison.Ordinal));
    }

    static async Task<(PatchbayProcess Node, string Address)> ServeAsync(params string[] arguments)
    {
        var (node, ready) = await PatchbayProcess.UpAsync(["game", "--set", "game.listen=udp-listen:127.0.0.1:0", .. arguments]);
        return (node, $"127.0.0.1:{PatchbayProcess.PortOf(ready, "game")}");
    }
}
