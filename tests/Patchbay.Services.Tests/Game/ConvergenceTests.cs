using Patchbay.Services.Game.Simulation;
using Patchbay.Services.Game.Transport;

namespace Patchbay.Services.Tests.Game;

/// <summary>What clients see is what the server has, whatever the network does.</summary>
public class ConvergenceTests
{
    [Theory]
    [MemberData(nameof(ReliableChannelTests.Networks), MemberType = typeof(ReliableChannelTests))]
    public void Clients_see_what_the_server_has_under_loss_reordering_and_duplication(int loss, int seed)
    {
        using var game = new SimulatedGame(ReliableChannelTests.Bad(loss, seed), new CaveSettings((ulong)seed, Fill: 6, RoundTicks: 240));
        var views = new Dictionary<(int Slot, uint Tick), uint>();
        var view = new CaveView();
        var checks = 0;
        game.AfterTick = () =>
        {
            foreach (var guest in game.Server.Guests.Where(static guest => guest.Slot >= 0))
            {
                game.Server.Simulation.Look(guest.Slot, view);
                views[(guest.Slot, view.Tick)] = view.Hash();
            }

            // Every snapshot a client has taken is exactly what that player could see in that tick.
            foreach (var client in game.Clients.Where(static client => client.View.Tick > 0))
            {
                Assert.Equal(views[(client.Slot, client.View.Tick)], client.View.Hash());
                checks++;
            }
        };
        foreach (var name in new[] { "ann", "bob", "cid" })
        {
            game.Add(name);
        }

        game.Run(12_000);
        Assert.InRange(checks, 600, int.MaxValue);
        foreach (var client in game.Clients)
        {
            Assert.Equal(0, client.Misunderstood);
            Assert.InRange(client.Snapshots, loss == 0 ? 200 : 100, 400);

            // Deltas carry the game: full ones are the exception.
            Assert.InRange(client.FullSnapshots, 1, client.Snapshots / 3);
        }

        // And what goes over the reliable channel comes to the same, when everything has come to rest.
        game.IsStill = true;
        game.Clients.ForEach(static client => client.Walk(CaveHeading.None));
        game.RunUntil(() => Settled(game), within: 30_000);
    }

    [Fact]
    public void A_client_that_has_no_base_any_more_is_sent_everything()
    {
        using var game = new SimulatedGame(NetworkConditions.Perfect);
        var ann = game.Join("ann");
        game.Run(1000);
        var full = ann.FullSnapshots;
        game.LinkOf(ann).IsCut = true;
        game.Run(2000);
        game.LinkOf(ann).IsCut = false;
        game.RunUntil(() => ann.FullSnapshots > full);
        game.Run(1000);
        Assert.Equal(0, ann.Misunderstood);
        Assert.InRange(ann.FullSnapshots - full, 1, 5);
    }

    [Fact]
    public void A_client_is_told_nothing_of_what_it_cannot_see()
    {
        using var game = new SimulatedGame(NetworkConditions.Perfect, new CaveSettings(11, Fill: 30));
        var ann = game.Join("ann");
        game.AfterTick = () =>
        {
            foreach (var figure in ann.View.Figures)
            {
                Assert.InRange(Math.Abs(figure.X - ann.View.Self.X), 0, CaveRules.SightX);
                Assert.InRange(Math.Abs(figure.Y - ann.View.Self.Y), 0, CaveRules.SightY);
                Assert.NotEqual(CaveCell.Unseen, ann.View.At(figure.X, figure.Y));
            }
        };
        var seen = 0;
        game.RunUntil(() => (seen += ann.View.FigureCount) > 200);

        // Rock hides what is behind it: in a cave some of the window is always dark.
        Assert.Contains((byte)CaveCell.Unseen, ann.View.Cells);
    }

    static bool Settled(SimulatedGame game) => game.Clients.TrueForAll(client =>
        client.IsSettled && client.Round == game.Server.Simulation.Round && client.IsIntermission == game.Server.Simulation.IsIntermission
        && client.Scoreboard.All(player => game.Server.Simulation.Players[player.Slot] is { IsPresent: true } known && known.Score == player.Score)
        && client.Scoreboard.Count() == game.Server.Simulation.Present);
}
