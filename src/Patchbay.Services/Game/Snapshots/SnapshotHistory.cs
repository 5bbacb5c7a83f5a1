using Patchbay.Services.Game.Simulation;

namespace Patchbay.Services.Game.Snapshots;

/// <summary>The last views by their tick: the bases of later ones.</summary>
sealed class SnapshotHistory
{
    /// <summary>A base may be so many ticks old, less one. A client keeps as many.</summary>
    public const int Depth = 32;

    readonly CaveView?[] _views = new CaveView?[Depth];

    /// <summary>The place for a tick's view; what stood there is gone.</summary>
    public CaveView Place(uint tick)
    {
        var view = _views[tick % Depth] ??= new CaveView();
        view.Clear();
        view.Tick = tick;
        return view;
    }

    /// <summary>Keeps a copy.</summary>
    public void Keep(CaveView view) => view.CopyTo(_views[view.Tick % Depth] ??= new CaveView());

    /// <summary>The view of a tick; null when it is not there any more. Tick 0 has none.</summary>
    public CaveView? Find(uint tick) => tick != 0 && _views[tick % Depth] is { } view && view.Tick == tick ? view : null;
}
