using Patchbay.Observation;

namespace Patchbay;

/// <summary>Shows what is seen of a program, event by event.</summary>
interface ILifeOutput : IDisposable
{
    /// <summary>Shows one.</summary>
    void Show(LifeEvent seen);

    /// <summary>What was shown is handed on: nothing more is there now.</summary>
    void Flush();

    /// <summary>The watch is over.</summary>
    void End(TraceEnd end);
}
