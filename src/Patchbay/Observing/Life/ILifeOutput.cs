using Patchbay.Observation;

namespace Patchbay;

/// <summary>One form in which a life is told.</summary>
interface ILifeOutput : IDisposable
{
    /// <summary>Tells entries, as they become known, and hands them on.</summary>
    void Tell(IReadOnlyList<LifeEntry> entries, LifeScene scene);

    /// <summary>The recording is over.</summary>
    /// <param name="end">How the watch over a program ended; null where none was watched.</param>
    void Finish(TraceEnd? end);
}
