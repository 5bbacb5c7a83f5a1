using Patchbay.Services.Game.Simulation;

namespace Patchbay.Services.Tests.Game;

[Long]
public class SimulationTests
{
    [Fact]
    public void The_same_seed_and_inputs_go_the_same_way_and_other_seeds_another()
    {
        var one = Play(5, 3_000, 1);
        Assert.Equal(one, Play(5, 3_000, 1));
        Assert.NotEqual(one[^1], Play(6, 3_000, 1)[^1]);
        Assert.NotEqual(one[^1], Play(5, 3_000, 2)[^1]);
        Assert.Equal(one.Count, one.Distinct().Count());
    }

    /// <summary>Bit-exact across builds and machines: a change of these numbers is a change of the rules, and makes old recordings worthless.</summary>
    [Fact]
    public void A_known_game_ends_in_a_known_state()
    {
        var simulation = new CaveSimulation(new CaveSettings(2026, Fill: 12, RoundTicks: 600));
        for (var i = 0; i < 1_500; i++)
        {
            simulation.Step([]);
        }

        Assert.Equal(KnownHash, simulation.Hash().ToString("X16"));
    }

    const string KnownHash = "8DC1B29A59B0FB1A";

    [Fact]
    public void Everybody_stands_on_a_place_of_their_own_and_no_gold_is_carried_beyond_the_bound()
    {
        var simulation = new CaveSimulation(new CaveSettings(3, Fill: 60, RoundTicks: 900));
        for (var i = 0; i < 3_000; i++)
        {
            simulation.Step(Random(i));
            Check(simulation);
        }
    }

    [Fact]
    public void Bots_bring_gold_home_and_bump_one_another()
    {
        var simulation = new CaveSimulation(new CaveSettings(4, Fill: 16));
        var events = new Dictionary<CaveEventKind, int>();
        for (var i = 0; i < 5_000; i++)
        {
            simulation.Step([]);
            foreach (var happened in simulation.Events)
            {
                events[happened.Kind] = events.GetValueOrDefault(happened.Kind) + 1;
            }
        }

        Assert.InRange(events[CaveEventKind.Banked], 50, 10_000);
        Assert.InRange(events.GetValueOrDefault(CaveEventKind.Bumped), 5, 10_000);
        Assert.InRange(events[CaveEventKind.Motherlode], 3, 10);
        Assert.InRange(simulation.Players.Count(static player => player is { IsPresent: true, Score: > 0 }), 12, 16);
    }

    [Fact]
    public void A_round_ends_and_another_begins_in_another_cave()
    {
        var simulation = new CaveSimulation(new CaveSettings(9, Fill: 5, RoundTicks: 300));
        var first = simulation.Map.Cells.ToArray();
        var kinds = new List<CaveEventKind>();
        while (simulation.Round == 1)
        {
            simulation.Step([]);
            kinds.AddRange(simulation.Events.Select(static happened => happened.Kind));
        }

        Assert.Equal(1, kinds.Count(static kind => kind == CaveEventKind.RoundOver));
        Assert.Equal(CaveEventKind.RoundBegins, kinds[^1]);
        Assert.NotEqual(first, simulation.Map.Cells.ToArray());
        Assert.All(simulation.Players.Where(static player => player.IsPresent), static player => Assert.Equal(0, player.Score + player.Carried));
        Assert.Equal(300u + CaveRules.Intermission, simulation.Tick);
    }

    [Fact]
    public void A_walker_digs_carries_gold_home_and_scores()
    {
        var simulation = new CaveSimulation(new CaveSettings(12, Fill: 0));
        simulation.Step([new CaveCommand(CaveCommandKind.Join, 3)]);
        var player = simulation.Players[3];
        var camp = simulation.Camps.MinBy(camp => camp.DistanceTo(player.X, player.Y));
        simulation.Map[camp.X + 2, camp.Y] = CaveCell.Vein;
        WalkTo(simulation, 3, camp.X + 1, camp.Y);
        WalkTo(simulation, 3, camp.X + 2, camp.Y);
        Assert.Equal((1, 0), (player.Carried, player.Score));
        WalkTo(simulation, 3, camp.X + 1, camp.Y);
        Assert.Equal((0, 1), (player.Carried, player.Score));
    }

    [Fact]
    public void A_bump_makes_a_rival_drop_half_and_a_dash_all_and_nobody_is_bumped_in_a_camp()
    {
        foreach (var (dash, inCamp, left) in new[] { (false, false, 3), (true, false, 0), (false, true, 0) })
        {
            var simulation = new CaveSimulation(new CaveSettings(12, Fill: 0));
            simulation.Step([new CaveCommand(CaveCommandKind.Join, 0), new CaveCommand(CaveCommandKind.Join, 1)]);
            var (one, other) = (simulation.Players[0], simulation.Players[1]);
            var camp = simulation.Camps[0];
            var y = camp.Y + (inCamp ? 0 : 3);
            Put(simulation, 0, camp.X - 1, y);
            Put(simulation, 1, camp.X, y);
            other.Carried = 7;
            simulation.Step([new CaveCommand(CaveCommandKind.Input, 0, new CaveInput(CaveHeading.Right, dash))]);
            // In a camp the two change places, and what was carried has come home.
            Assert.Equal((left, inCamp ? 7 : 0), (other.Carried, other.Score));
            Assert.Equal(!inCamp, simulation.Events.Any(static happened => happened.Kind == CaveEventKind.Bumped));
        }
    }

    [Fact]
    public void A_person_takes_the_place_of_a_bot_and_leaves_it_to_one_again()
    {
        var simulation = new CaveSimulation(new CaveSettings(1, Fill: 6));
        simulation.Step([]);
        Assert.Equal((6, 6), (simulation.Present, simulation.Bots));
        simulation.Step([new CaveCommand(CaveCommandKind.Join, 200), new CaveCommand(CaveCommandKind.Join, 2)]);
        Assert.Equal((6, 4), (simulation.Present, simulation.Bots));
        simulation.Step([new CaveCommand(CaveCommandKind.Leave, 200), new CaveCommand(CaveCommandKind.Leave, 2)]);
        Assert.Equal((6, 6), (simulation.Present, simulation.Bots));
    }

    [Fact]
    public void All_places_can_be_taken_at_once()
    {
        var simulation = new CaveSimulation(new CaveSettings(8, CaveSettings.LeastWidth, CaveSettings.LeastHeight, Fill: CaveRules.MostPlayers, RoundTicks: 120));
        for (var i = 0; i < 500; i++)
        {
            simulation.Step([]);
        }

        Assert.Equal(CaveRules.MostPlayers, simulation.Present);
        Check(simulation);
    }

    [Fact]
    public void Who_is_in_the_open_sees_far_and_who_is_in_rock_sees_its_walls()
    {
        var simulation = new CaveSimulation(new CaveSettings(12, Fill: 0));
        simulation.Step([new CaveCommand(CaveCommandKind.Join, 0)]);
        for (var y = 1; y < simulation.Map.Height - 1; y++)
        {
            for (var x = 1; x < simulation.Map.Width - 1; x++)
            {
                simulation.Map[x, y] = CaveCell.Rock;
            }
        }

        Put(simulation, 0, 30, 30);
        var view = new CaveView();
        simulation.Look(0, view);
        Assert.Equal(9, view.Cells.Count(static cell => cell != 0));
        for (var y = 20; y <= 40; y++)
        {
            for (var x = 10; x <= 50; x++)
            {
                simulation.Map[x, y] = CaveCell.Open;
            }
        }

        simulation.Look(0, view);
        Assert.DoesNotContain((byte)0, view.Cells);

        // A wall across throws a shadow.
        for (var x = 10; x <= 50; x++)
        {
            simulation.Map[x, 27] = CaveCell.Rock;
        }

        simulation.Look(0, view);
        Assert.Equal(CaveCell.Rock, view.At(30, 27));
        Assert.All(Enumerable.Range(20, 20), x => Assert.Equal(CaveCell.Unseen, view.At(x, 25)));
        Assert.Equal(CaveCell.Open, view.At(30, 33));
    }

    static void Put(CaveSimulation simulation, int slot, int x, int y)
    {
        var player = simulation.Players[slot];
        simulation.Map.Vacate(player.X, player.Y);
        (player.X, player.Y) = ((byte)x, (byte)y);
        if (!simulation.Map[x, y].IsFree())
        {
            simulation.Map[x, y] = CaveCell.Open;
        }

        simulation.Map.Occupy(x, y, slot);
    }

    static void WalkTo(CaveSimulation simulation, byte slot, int x, int y)
    {
        for (var i = 0; i < 400 && (simulation.Players[slot].X, simulation.Players[slot].Y) != (x, y); i++)
        {
            var player = simulation.Players[slot];
            simulation.Step([new CaveCommand(CaveCommandKind.Input, slot, new CaveInput(CaveHeadings.Towards(x - player.X, y - player.Y)))]);
        }

        Assert.Equal((x, y), (simulation.Players[slot].X, simulation.Players[slot].Y));
    }

    static void Check(CaveSimulation simulation)
    {
        var places = new HashSet<(int, int)>();
        var present = 0;
        for (var slot = 0; slot < simulation.Players.Count; slot++)
        {
            var player = simulation.Players[slot];
            if (!player.IsPresent)
            {
                continue;
            }

            present++;
            Assert.True(places.Add((player.X, player.Y)), "two stand on one place");
            Assert.Equal(slot, simulation.Map.OccupantAt(player.X, player.Y));
            Assert.True(simulation.Map[player.X, player.Y].IsFree());
            Assert.InRange(player.Carried, 0, CaveRules.MostCarried);
        }

        Assert.Equal(simulation.Present, present);
    }

    internal static CaveCommand[] Random(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, random.Next(6)).Select(_ => new CaveCommand((CaveCommandKind)random.Next(3), (byte)random.Next(20), new CaveInput((CaveHeading)random.Next(5), random.Next(8) == 0)))];
    }

    static List<ulong> Play(ulong seed, int ticks, int inputs)
    {
        var simulation = new CaveSimulation(new CaveSettings(seed, Fill: 10, RoundTicks: 700));
        var hashes = new List<ulong>();
        for (var i = 0; i < ticks; i++)
        {
            simulation.Step(Random(i * inputs));
            hashes.Add(simulation.Hash());
        }

        return hashes;
    }
}
