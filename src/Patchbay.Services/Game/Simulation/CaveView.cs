using System.Buffers.Binary;

namespace Patchbay.Services.Game.Simulation;

/// <summary>What one player sees in one tick: what a snapshot tells, and nothing else of the cave. Reused; not thread-safe.</summary>
sealed class CaveView
{
    /// <summary>The most other players it tells of; of more, the nearest.</summary>
    public const int MostFigures = 64;

    readonly CaveFigure[] _figures = new CaveFigure[MostFigures];

    /// <summary>When.</summary>
    public uint Tick { get; set; }

    public CaveSelf Self { get; set; }

    /// <summary>The window around the player row by row; <see cref="CaveCell.Unseen"/> what is hidden.</summary>
    public byte[] Cells { get; } = new byte[SightTable.Count];

    /// <summary>The other players seen, by slot.</summary>
    public ReadOnlySpan<CaveFigure> Figures => _figures.AsSpan(0, FigureCount);

    public int FigureCount { get; private set; }

    /// <summary>A place of the cave, unseen outside the window.</summary>
    public CaveCell At(int x, int y)
    {
        var (column, row) = (x - Self.X + CaveRules.SightX, y - Self.Y + CaveRules.SightY);
        return (uint)column < SightTable.Width && (uint)row < SightTable.Height ? (CaveCell)Cells[(row * SightTable.Width) + column] : CaveCell.Unseen;
    }

    /// <summary>A figure by slot.</summary>
    public bool TryFind(byte slot, out CaveFigure figure)
    {
        foreach (ref readonly var known in Figures)
        {
            if (known.Slot == slot)
            {
                figure = known;
                return true;
            }
        }

        figure = default;
        return false;
    }

    public void Clear()
    {
        Array.Clear(Cells);
        (FigureCount, Self, Tick) = (0, default, 0);
    }

    /// <summary>Adds a figure at its slot's place; false when there is no room.</summary>
    public bool TryAdd(CaveFigure figure)
    {
        if (FigureCount == MostFigures)
        {
            return false;
        }

        var at = FigureCount++;
        for (; at > 0 && _figures[at - 1].Slot > figure.Slot; at--)
        {
            _figures[at] = _figures[at - 1];
        }

        _figures[at] = figure;
        return true;
    }

    public void CopyTo(CaveView other)
    {
        (other.Tick, other.Self, other.FigureCount) = (Tick, Self, FigureCount);
        Cells.CopyTo(other.Cells, 0);
        Figures.CopyTo(other._figures);
    }

    /// <summary>FNV-1a of everything, in the order docs/game.md tells: both sides must come to the same.</summary>
    public uint Hash()
    {
        Span<byte> head = stackalloc byte[14];
        BinaryPrimitives.WriteUInt32BigEndian(head, Tick);
        (head[4], head[5], head[6], head[7]) = (Self.X, Self.Y, (byte)Self.Facing, Self.Carried);
        BinaryPrimitives.WriteUInt16BigEndian(head[8..], Self.Score);
        (head[10], head[11], head[12], head[13]) = ((byte)Self.Marks, Self.DashWait, 0, (byte)FigureCount);
        var hash = Fnv(Fnv(2166136261, head), Cells);
        Span<byte> bytes = stackalloc byte[6];
        foreach (ref readonly var figure in Figures)
        {
            (bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5]) = (figure.Slot, figure.X, figure.Y, (byte)figure.Facing, figure.Carried, (byte)figure.Marks);
            hash = Fnv(hash, bytes);
        }

        return hash;
    }

    static uint Fnv(uint hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
        {
            hash = (hash ^ one) * 16777619;
        }

        return hash;
    }
}
