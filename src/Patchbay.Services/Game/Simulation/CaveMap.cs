namespace Patchbay.Services.Game.Simulation;

/// <summary>The places of a cave and who stands where.</summary>
sealed class CaveMap(int width, int height)
{
    /// <summary>Nobody, in <see cref="OccupantAt"/>.</summary>
    public const int Nobody = -1;

    readonly byte[] _cells = new byte[width * height];
    readonly byte[] _occupants = new byte[width * height];

    public int Width => width;

    public int Height => height;

    /// <summary>The places row by row, for hashes.</summary>
    public ReadOnlySpan<byte> Cells => _cells;

    /// <summary>Pieces of gold on the floor and in veins.</summary>
    public int Gold { get; private set; }

    /// <summary>A place; outside the cave all is granite.</summary>
    public CaveCell this[int x, int y]
    {
        get => IsInside(x, y) ? (CaveCell)_cells[(y * width) + x] : CaveCell.Granite;
        set
        {
            ref var cell = ref _cells[(y * width) + x];
            Gold += Worth(value) - Worth((CaveCell)cell);
            cell = (byte)value;
        }
    }

    public bool IsInside(int x, int y) => (uint)x < (uint)width && (uint)y < (uint)height;

    /// <summary>The slot of who stands there, or <see cref="Nobody"/>.</summary>
    public int OccupantAt(int x, int y) => IsInside(x, y) ? _occupants[(y * width) + x] - 1 : Nobody;

    public void Occupy(int x, int y, int slot) => _occupants[(y * width) + x] = (byte)(slot + 1);

    public void Vacate(int x, int y) => _occupants[(y * width) + x] = 0;

    /// <summary>Nobody stands there, and one could.</summary>
    public bool IsStandable(int x, int y) => this[x, y].IsFree() && OccupantAt(x, y) == Nobody;

    static int Worth(CaveCell cell) => cell is CaveCell.Gold or CaveCell.Vein ? 1 : 0;
}
