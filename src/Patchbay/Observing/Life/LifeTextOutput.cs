using System.Text;
using Patchbay.Observation;

namespace Patchbay;

/// <summary>The ladder, as it grows. Nothing goes to stdout with --json; see <see cref="LifeJsonOutput"/>.</summary>
/// <param name="write">Takes whole lines as UTF-8.</param>
/// <param name="ladder">Makes them.</param>
sealed class LifeTextOutput(Action<byte[]> write, LifeLadder ladder) : ILifeOutput
{
    public void Tell(IReadOnlyList<LifeEntry> entries, LifeScene scene)
    {
        if (entries.Count > 0)
        {
            write(Encoding.UTF8.GetBytes(string.Concat(entries.Select(entry => ladder.Tell(entry, scene)))));
        }
    }

    public void Finish(LifeScene scene)
    {
    }
}
