using FsCheck;
using FsCheck.Fluent;
using Patchbay.Services.Game.Simulation;
using Patchbay.Services.Game.Snapshots;

namespace Patchbay.Services.Tests.Game;

public class SnapshotTests
{
    [Fact]
    public void Any_view_against_any_base_comes_back_as_it_was_within_the_bound()
    {
        var random = new Random(1);
        var buffer = new byte[SnapshotCodec.MostBytes];
        var (view, known, back) = (new CaveView(), new CaveView(), new CaveView());
        for (var i = 0; i < 3_000; i++)
        {
            Fill(random, view, seen: random.Next(101));
            Fill(random, known, seen: random.Next(101));
            var basis = random.Next(4) == 0 ? null : known;
            if (basis is not null && random.Next(2) == 0)
            {
                // Most bases are nearly the view.
                view.CopyTo(known);
                known.Cells[random.Next(SightTable.Count)] = (byte)random.Next(8);
            }

            var length = SnapshotCodec.Encode(view, basis, buffer);
            Assert.True(SnapshotCodec.TryDecode(buffer.AsSpan(0, length), basis, back));
            back.Tick = view.Tick;
            Assert.Equal(view.Hash(), back.Hash());
            Assert.Equal(view.Cells, back.Cells);
            Assert.Equal(view.Figures.ToArray(), back.Figures.ToArray());
        }
    }

    [Fact]
    public void What_has_not_changed_costs_next_to_nothing_and_a_game_little()
    {
        var simulation = new CaveSimulation(new CaveSettings(21, Fill: 20));
        var (view, known, buffer) = (new CaveView(), new CaveView(), new byte[SnapshotCodec.MostBytes]);
        simulation.Step([]);
        simulation.Look(0, view);
        view.CopyTo(known);
        Assert.InRange(SnapshotCodec.Encode(view, known, buffer), 2, 3 + (view.FigureCount * 2));
        var bytes = 0;
        for (var i = 0; i < 1_000; i++)
        {
            view.CopyTo(known);
            simulation.Step([]);
            simulation.Look(0, view);
            bytes += SnapshotCodec.Encode(view, known, buffer);
        }

        Assert.InRange(bytes / 1_000, 1, 60);
    }

    [Fact]
    public void Numbers_of_few_bits_come_back_as_they_were() => Prop.ForAll(Gen.Choose(int.MinValue, int.MaxValue).Two().ArrayOf().ToArbitrary(), static pairs =>
    {
        var buffer = new byte[(pairs.Length * 12) + 1];
        var writer = new BitWriter(buffer);
        var expected = pairs.Select(static pair => (Count: 1 + Math.Abs(pair.Item1 % 32), Value: (uint)pair.Item2)).Select(static number => (number.Count, Value: (uint)(number.Value & ((1UL << number.Count) - 1)))).ToList();
        foreach (var (count, value) in expected)
        {
            writer.Write(value, count);
            writer.WriteGroups(value & 0x3FFFF);
        }

        writer.Finish();
        var reader = new BitReader(buffer.AsSpan(0, writer.Length));
        foreach (var (count, value) in expected)
        {
            if (reader.Read(count) != value || reader.ReadGroups() != (value & 0x3FFFF))
            {
                return false;
            }
        }

        return reader.IsFinished;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_million_or_twenty_thousand_random_and_damaged_snapshots_are_refused_or_mean_one_view_only()
    {
        var inputs = Environment.GetEnvironmentVariable("PATCHBAY_SLOW") == "1" ? 1_000_000 : 20_000;
        var random = new Random(3);
        var (view, known, back) = (new CaveView(), new CaveView(), new CaveView());
        var (buffer, again) = (new byte[SnapshotCodec.MostBytes], new byte[2 * SnapshotCodec.MostBytes]);
        Fill(random, known, 60);
        var (sound, refused) = (0, 0);
        for (var i = 0; i < inputs; i++)
        {
            if (i % 50 == 0)
            {
                Fill(random, view, random.Next(100));
            }

            var length = SnapshotCodec.Encode(view, known, buffer);
            var damaged = buffer.AsSpan(0, random.Next(4) == 0 ? random.Next(length + 1) : length);
            for (var changes = random.Next(3); changes > 0 && damaged.Length > 0; changes--)
            {
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            }

            if (!SnapshotCodec.TryDecode(damaged, known, back))
            {
                refused++;
                continue;
            }

            // Whatever is taken is written in exactly one way.
            sound++;
            Assert.Equal(damaged.ToArray(), again.AsSpan(0, SnapshotCodec.Encode(back, known, again)).ToArray());
        }

        Assert.InRange(sound, inputs / 20, inputs);
        Assert.InRange(refused, inputs / 20, inputs);
    }

    static void Fill(Random random, CaveView view, int seen)
    {
        view.Clear();
        view.Tick = (uint)random.Next(1, 1_000_000);
        view.Self = new CaveSelf((byte)random.Next(250), (byte)random.Next(250), (CaveHeading)random.Next(1, 5), (byte)random.Next(10), (ushort)random.Next(65_536), (CaveMarks)random.Next(8), (byte)random.Next(256));
        for (var i = 0; i < SightTable.Count; i++)
        {
            view.Cells[i] = random.Next(100) < seen ? (byte)random.Next(8) : (byte)0;
        }

        for (var slot = random.Next(4); slot < CaveRules.MostPlayers; slot += random.Next(1, 60))
        {
            var at = random.Next(SightTable.Count);
            var (x, y) = (view.Self.X + (at % SightTable.Width) - CaveRules.SightX, view.Self.Y + (at / SightTable.Width) - CaveRules.SightY);
            if (view.Cells[at] != 0 && x is >= 0 and < CaveSettings.MostSide && y is >= 0 and < CaveSettings.MostSide)
            {
                view.TryAdd(new CaveFigure((byte)slot, (byte)x, (byte)y, (CaveHeading)random.Next(1, 5), (byte)random.Next(10), (CaveMarks)random.Next(8)));
            }
        }
    }
}
