using Patchbay.Services.Game.Client;
using Patchbay.Services.Game.Messages;
using Patchbay.Services.Game.Server;
using Patchbay.Services.Game.Simulation;
using Patchbay.Services.Game.Transport;

namespace Patchbay.Services.Tests.Game;

/// <summary>Who comes, goes, and comes back.</summary>
public class ReconnectTests
{
    [Fact]
    public void Who_comes_back_in_time_is_the_same_player()
    {
        using var game = new SimulatedGame(NetworkConditions.Perfect);
        var ann = game.Join("ann");
        var bob = game.Join("bob");
        game.RunUntil(() => ann.View.Self.Score + ann.View.Self.Carried > 0);
        var slot = ann.Slot;
        game.LinkOf(ann).IsCut = true;
        game.RunUntil(() => game.Annotations.Exists(static text => text.StartsWith("TIMEOUT ann", StringComparison.Ordinal)));
        game.RunUntil(() => bob.Scoreboard.Any(player => player.Slot == slot && player.Entry == RosterEntry.Away));
        var worth = game.Server.Simulation.Players[slot].Score;
        game.LinkOf(ann).IsCut = false;
        game.RunUntil(() => ann.Phase == GameClientPhase.Playing && ann.Reconnects == 1 && game.Annotations.Exists(static text => text.StartsWith("RETURN ann", StringComparison.Ordinal)));
        Assert.Equal(slot, ann.Slot);
        Assert.True(game.Server.Simulation.Players[slot] is { IsPresent: true, IsBot: false } player && player.Score >= worth);
        game.RunUntil(() => bob.Scoreboard.Any(player => player.Slot == slot && player.Entry == RosterEntry.Person));
        var snapshots = ann.Snapshots;
        game.RunUntil(() => ann.Snapshots > snapshots + 30);
        Assert.Equal(0, ann.Misunderstood);
    }

    [Fact]
    public void Who_stays_away_loses_the_place_and_a_bot_takes_it()
    {
        using var game = new SimulatedGame(NetworkConditions.Perfect, new CaveSettings(3, Fill: 4));
        var ann = game.Join("ann");
        Assert.Equal((4, 3), (game.Server.Simulation.Present, game.Server.Simulation.Bots));
        game.LinkOf(ann).IsCut = true;
        game.RunUntil(() => game.Annotations.Contains("GONE ann"));
        game.Run(100);
        Assert.Equal((4, 4), (game.Server.Simulation.Present, game.Server.Simulation.Bots));
        Assert.True(game.Server.IsEmpty);
    }

    [Fact]
    public void Who_leaves_is_gone_at_once()
    {
        using var game = new SimulatedGame(NetworkConditions.Perfect, new CaveSettings(3, Fill: 0));
        var (ann, bob) = (game.Join("ann"), game.Join("bob"));
        ann.Leave();
        game.RunUntil(() => game.Server.Simulation.Present == 1);
        game.RunUntil(() => bob.Scoreboard.Count() == 1);
        Assert.Contains(game.Annotations, static text => text.StartsWith("LEAVE ann", StringComparison.Ordinal));
        Assert.Equal(GameClientPhase.Over, ann.Phase);
    }

    [Fact]
    public void Hundreds_who_come_at_once_are_all_let_in_and_nobody_is_thrown_out()
    {
        using var game = new SimulatedGame(NetworkConditions.Perfect, options: new GameServerOptions { Cave = new CaveSettings(3, 200, 120, Fill: 0), MaxPlayers = 250, Transport = new TransportOptions { MaxSessions = 314 } }) { IsStill = true };
        for (var i = 0; i < 200; i++)
        {
            game.Add($"p{i}");
        }

        game.RunUntil(() => game.Clients.TrueForAll(static client => client.View.Tick > 0));
        game.Run(1_000);
        Assert.All(game.Clients, static client => Assert.Equal((GameClientPhase.Playing, 200), (client.Phase, client.Scoreboard.Count())));
    }

    [Fact]
    public void A_token_that_nobody_was_given_makes_another_player()
    {
        using var game = new SimulatedGame(NetworkConditions.Perfect, new CaveSettings(3, Fill: 0));
        var (ann, second) = (game.Join("ann"), game.Join("ann"));
        Assert.NotEqual(ann.Slot, second.Slot);
        Assert.Equal(["ann", "ann2"], game.Server.Guests.Select(static guest => guest.Name));
    }

    [Fact]
    public void One_too_many_is_told_that_the_game_is_full()
    {
        using var game = new SimulatedGame(NetworkConditions.Perfect, options: new GameServerOptions { Cave = new CaveSettings(3, Fill: 6), MaxPlayers = 2 });
        game.Join("ann");
        game.Join("bob");
        var cid = game.Add("cid");
        game.RunUntil(() => cid.Phase == GameClientPhase.Over);
        Assert.Equal((TransportReason.Full, "every place is taken"), (cid.Ended, cid.EndText));
    }

    [Fact]
    public void A_stopping_server_says_so()
    {
        using var game = new SimulatedGame(ReliableChannelTests.Bad(20, 9));
        var ann = game.Join("ann");
        game.Server.Stop();
        game.RunUntil(() => ann.Phase == GameClientPhase.Over);
        Assert.Equal((TransportReason.Stopping, "the server stops"), (ann.Ended, ann.EndText));
    }

    [Fact]
    public void A_line_of_chat_reaches_everybody_in_order_and_a_flood_does_not()
    {
        using var game = new SimulatedGame(ReliableChannelTests.Bad(20, 2));
        var (ann, bob) = (game.Join("ann"), game.Join("bob"));
        ann.Say("one\u001b[2Jtwo");
        for (var i = 0; i < 30; i++)
        {
            ann.Say($"line {i}");
        }

        var heard = new List<string>();
        game.RunUntil(() =>
        {
            while (bob.TryTakeLine(out var line))
            {
                if (line.Kind == "chat")
                {
                    heard.Add($"{line.From}: {line.Text}");
                }
            }

            return ann.IsSettled && heard.Count >= 3;
        });
        Assert.Equal(["ann: one?[2Jtwo", "ann: line 0", "ann: line 1"], heard.Take(3));
        game.Run(2_000);
        Assert.InRange(heard.Count, 3, 10);
    }

    [Fact]
    public void Inputs_are_taken_once_each_in_order_and_not_faster_than_one_and_a_half_a_tick()
    {
        var queue = new InputQueue(0);
        CaveInput[] inputs = [new(CaveHeading.Up), new(CaveHeading.Right), new(CaveHeading.Down, dash: true)];
        queue.Take(0, 3, inputs);
        queue.Take(0, 3, inputs);
        Assert.Equal([inputs[0], inputs[1], inputs[2], new CaveInput(CaveHeading.Down)], Enumerable.Range(0, 4).Select(_ => queue.Advance()));
        for (uint i = 1; i <= 1_000; i++)
        {
            queue.Take(i * 1_000, 3 + i, [new CaveInput(CaveHeading.Left)]);
        }

        // A second: 45 and a burst of 24.
        Assert.InRange(queue.Refused, 1_000 - 45 - 24 - 2, 1_000 - 45 - 20);
    }

    [Theory]
    [InlineData("loss=10%,delay=80ms", 100_000, 80_000)]
    [InlineData("delay=1s,loss=0.5%,jitter=5ms,reorder=1%,duplicate=2%,seed=9", 5_000, 1_000_000)]
    public void Conditions_are_read(string text, int loss, long delay)
    {
        var conditions = NetworkConditions.Parse(text);
        Assert.Equal((loss, delay), (conditions.Loss, conditions.Delay));
    }

    [Theory]
    [InlineData("")]
    [InlineData("loss=10")]
    [InlineData("loss=101%")]
    [InlineData("delay=1h")]
    [InlineData("speed=1")]
    [InlineData("loss=-1%")]
    public void Other_conditions_are_refused_in_words(string text) => Assert.Contains("loss=10%", Assert.Throws<FormatException>(() => NetworkConditions.Parse(text)).Message);
}
