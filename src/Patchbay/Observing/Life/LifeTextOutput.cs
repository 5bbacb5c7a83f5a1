using Patchbay.Observation;

namespace Patchbay;

/// <summary>The ladder, as it grows.</summary>
/// <param name="write">Takes whole lines.</param>
/// <param name="ladder">Makes them.</param>
/// <param name="owned">What is closed with it; null for none.</param>
sealed class LifeTextOutput(Action<string> write, LifeLadder ladder, IDisposable? owned = null) : ILifeOutput
{
    public void Tell(IReadOnlyList<LifeEntry> entries, LifeScene scene)
    {
        var text = string.Concat(entries.Where(static entry => entry.Words.Length > 0).Select(entry => ladder.Tell(entry, scene)));
        if (text.Length > 0)
        {
            write(text[..^1]);
        }
    }

    public void Finish(TraceEnd? end)
    {
    }

    public void Dispose() => owned?.Dispose();
}
