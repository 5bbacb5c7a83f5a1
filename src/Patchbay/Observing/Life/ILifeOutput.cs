using Patchbay.Observation;

namespace Patchbay;

/// <summary>One form in which a life is told.</summary>
interface ILifeOutput
{
    /// <summary>Tells entries, as they become known.</summary>
    void Tell(IReadOnlyList<LifeEntry> entries, LifeScene scene);

    /// <summary>The recording is over.</summary>
    void Finish(LifeScene scene);
}
