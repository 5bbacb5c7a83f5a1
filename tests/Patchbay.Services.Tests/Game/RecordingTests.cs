using Patchbay.Services.Game.Simulation;

namespace Patchbay.Services.Tests.Game;

public class RecordingTests
{
    [Fact]
    public void A_recording_of_a_game_over_a_bad_network_replays_bit_by_bit()
    {
        using var file = new MemoryStream();
        var settings = new CaveSettings(77, Fill: 5, RoundTicks: 300);
        using var game = new SimulatedGame(ReliableChannelTests.Bad(20, 4), settings);
        game.Server.Recording = new CaveRecordingWriter(file);
        game.Server.Recording.WriteHeader(settings);
        game.Add("ann");
        game.Add("bob");
        game.Run(25_000);
        Assert.InRange(game.Server.Simulation.Round, 2, 9);

        var (ticks, simulation) = Replay(file.ToArray());
        Assert.Equal(game.Server.Simulation.Tick, ticks);
        Assert.Equal(game.Server.Simulation.Hash(), simulation.Hash());
    }

    [Fact]
    public void A_recording_cut_short_is_good_up_to_its_last_whole_tick()
    {
        var bytes = Record(200);
        var (ticks, _) = Replay(bytes[..^5]);
        Assert.Equal(199u, ticks);
    }

    [Fact]
    public void A_changed_input_is_seen_by_the_hash()
    {
        var bytes = Record(200);
        using var file = new MemoryStream();
        var writer = new CaveRecordingWriter(file);
        var reader = new CaveRecordingReader(new MemoryStream(bytes));
        writer.WriteHeader(reader.Settings with { Seed = reader.Settings.Seed + 1 });
        while (reader.TryReadTick())
        {
            writer.WriteTick(reader.Commands, reader.Hash);
        }

        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Replay(file.ToArray()));
    }

    [Fact]
    public void Damaged_recordings_are_refused_in_words_and_never_otherwise()
    {
        var bytes = Record(60);
        var random = new Random(1);
        var refused = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var damaged = bytes[..random.Next(bytes.Length)];
            for (var changes = random.Next(4); changes > 0 && damaged.Length > 0; changes--)
            {
                damaged[random.Next(random.Next(2) == 0 ? Math.Min(damaged.Length, 40) : damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                var reader = new CaveRecordingReader(new MemoryStream(damaged));
                while (reader.TryReadTick())
                {
                }
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1_000, 19_000);
    }

    static byte[] Record(int ticks)
    {
        using var file = new MemoryStream();
        var settings = new CaveSettings(5, Fill: 6, RoundTicks: 120);
        var writer = new CaveRecordingWriter(file);
        writer.WriteHeader(settings);
        var simulation = new CaveSimulation(settings);
        for (var i = 0; i < ticks; i++)
        {
            var commands = SimulationTests.Random(i);
            simulation.Step(commands);
            writer.WriteTick(commands, simulation.Hash());
        }

        return file.ToArray();
    }

    static (uint Ticks, CaveSimulation Simulation) Replay(byte[] bytes)
    {
        var reader = new CaveRecordingReader(new MemoryStream(bytes));
        var simulation = new CaveSimulation(reader.Settings);
        while (reader.TryReadTick())
        {
            simulation.Step(reader.Commands);
            Assert.Equal(reader.Hash, simulation.Hash());
        }

        return (simulation.Tick, simulation);
    }
}
