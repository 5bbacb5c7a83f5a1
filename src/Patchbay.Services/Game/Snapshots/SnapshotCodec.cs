using Patchbay.Services.Game.Simulation;

namespace Patchbay.Services.Game.Snapshots;

/// <summary>
/// A view as bits, told as what differs from an older view that both sides have. The same view and base always make the same bits, and bits that no view makes
/// are refused. docs/game.md has the format.
/// </summary>
static class SnapshotCodec
{
    /// <summary>The longest: every place and figure told anew.</summary>
    public const int MostBytes = 700;

    const int CellBits = 3, PlaceBits = 8, FacingBits = 2, CarriedBits = 4, ScoreBits = 16, MarkBits = 3, DashBits = 8, CountBits = 7, SlotBits = 8, ColumnBits = 5;

    /// <summary>Writes a view; returns how many bytes.</summary>
    /// <param name="view">What to tell.</param>
    /// <param name="known">The base; null for everything.</param>
    /// <param name="buffer">At least <see cref="MostBytes"/>.</param>
    public static int Encode(CaveView view, CaveView? known, Span<byte> buffer)
    {
        var writer = new BitWriter(buffer);
        WriteSelf(ref writer, view.Self, known?.Self);
        WriteCells(ref writer, view, known);
        writer.Write((uint)view.FigureCount, CountBits);
        foreach (ref readonly var figure in view.Figures)
        {
            WriteFigure(ref writer, view.Self, in figure, known);
        }

        writer.Finish();
        return writer.Length;
    }

    /// <summary>Reads a view; false when the bits are none, and then the view holds rubbish.</summary>
    /// <param name="bits">Of <see cref="Encode"/>.</param>
    /// <param name="known">The base they were made with.</param>
    /// <param name="view">Filled, but for its tick.</param>
    public static bool TryDecode(ReadOnlySpan<byte> bits, CaveView? known, CaveView view)
    {
        view.Clear();
        var reader = new BitReader(bits);
        return ReadSelf(ref reader, known?.Self, view) && ReadCells(ref reader, view, known) && ReadFigures(ref reader, view, known) && reader.IsFinished;
    }

    static void WriteSelf(ref BitWriter writer, CaveSelf self, CaveSelf? known)
    {
        writer.Write(self != known);
        if (self == known)
        {
            return;
        }

        writer.Write(self.X, PlaceBits);
        writer.Write(self.Y, PlaceBits);
        writer.Write((uint)self.Facing - 1, FacingBits);
        writer.Write(self.Carried, CarriedBits);
        writer.Write(self.Score, ScoreBits);
        writer.Write((uint)self.Marks, MarkBits);
        writer.Write(self.DashWait, DashBits);
    }

    static bool ReadSelf(ref BitReader reader, CaveSelf? known, CaveView view)
    {
        if (!reader.ReadBit())
        {
            view.Self = known.GetValueOrDefault();
            return known is not null;
        }

        view.Self = new CaveSelf(
            (byte)reader.Read(PlaceBits), (byte)reader.Read(PlaceBits), (CaveHeading)(reader.Read(FacingBits) + 1), (byte)reader.Read(CarriedBits),
            (ushort)reader.Read(ScoreBits), (CaveMarks)reader.Read(MarkBits), (byte)reader.Read(DashBits));
        return reader.IsSound && view.Self.X < CaveSettings.MostSide && view.Self.Y < CaveSettings.MostSide && view.Self.Carried <= CaveRules.MostCarried && view.Self != known;
    }

    /// <summary>Runs of places that are as the base has them, by their place in the cave and not in the window; between two runs one place that is not.</summary>
    static void WriteCells(ref BitWriter writer, CaveView view, CaveView? known)
    {
        uint run = 0;
        for (var i = 0; i < SightTable.Count; i++)
        {
            if (view.Cells[i] == Expected(view, known, i))
            {
                run++;
                continue;
            }

            writer.WriteGroups(run);
            writer.Write(view.Cells[i], CellBits);
            run = 0;
        }

        writer.WriteGroups(run);
    }

    static bool ReadCells(ref BitReader reader, CaveView view, CaveView? known)
    {
        for (var i = 0; ; i++)
        {
            var end = i + reader.ReadGroups();
            if (!reader.IsSound || end > SightTable.Count)
            {
                return false;
            }

            for (; i < end; i++)
            {
                view.Cells[i] = Expected(view, known, i);
            }

            if (i == SightTable.Count)
            {
                return true;
            }

            view.Cells[i] = (byte)reader.Read(CellBits);
            if (view.Cells[i] == Expected(view, known, i))
            {
                return false;
            }
        }
    }

    static byte Expected(CaveView view, CaveView? known, int index) => known is null
        ? (byte)CaveCell.Unseen
        : (byte)known.At(view.Self.X + (index % SightTable.Width) - CaveRules.SightX, view.Self.Y + (index / SightTable.Width) - CaveRules.SightY);

    static void WriteFigure(ref BitWriter writer, CaveSelf self, in CaveFigure figure, CaveView? known)
    {
        writer.Write(figure.Slot, SlotBits);
        if (known is not null && known.TryFind(figure.Slot, out var before) && before == figure)
        {
            writer.Write(false);
            return;
        }

        writer.Write(true);
        writer.Write((uint)(figure.X - self.X + CaveRules.SightX), ColumnBits);
        writer.Write((uint)(figure.Y - self.Y + CaveRules.SightY), ColumnBits);
        writer.Write((uint)figure.Facing - 1, FacingBits);
        writer.Write(figure.Carried, CarriedBits);
        writer.Write((uint)figure.Marks, MarkBits);
    }

    static bool ReadFigures(ref BitReader reader, CaveView view, CaveView? known)
    {
        var count = reader.Read(CountBits);
        if (count > CaveView.MostFigures)
        {
            return false;
        }

        var last = -1;
        for (; count > 0; count--)
        {
            var slot = (byte)reader.Read(SlotBits);
            CaveFigure figure = default, before = default;
            var isKnown = known is not null && known.TryFind(slot, out before);
            if (!reader.ReadBit())
            {
                figure = before;
            }
            else
            {
                var (x, y) = (view.Self.X + (int)reader.Read(ColumnBits) - CaveRules.SightX, view.Self.Y + (int)reader.Read(ColumnBits) - CaveRules.SightY);
                figure = new CaveFigure(slot, (byte)x, (byte)y, (CaveHeading)(reader.Read(FacingBits) + 1), (byte)reader.Read(CarriedBits), (CaveMarks)reader.Read(MarkBits));
                isKnown = x is >= 0 and < CaveSettings.MostSide && y is >= 0 and < CaveSettings.MostSide && !(isKnown && figure == before);
            }

            // By slot, each once, in the window, on a place that is seen: the one way in which we write them.
            if (!reader.IsSound || !isKnown || slot <= last || slot >= CaveRules.MostPlayers || figure.Carried > CaveRules.MostCarried || view.At(figure.X, figure.Y) == CaveCell.Unseen)
            {
                return false;
            }

            last = slot;
            view.TryAdd(figure);
        }

        return reader.IsSound;
    }
}
