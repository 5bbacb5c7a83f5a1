namespace Patchbay.Probing;

/// <summary>Sends probes and takes answers. For one thread.</summary>
interface ITraceChannel : IDisposable
{
    /// <summary>What is sent by which right, for people: "ICMP through a ping socket".</summary>
    string Means { get; }

    /// <summary>Sends a probe that lives for so many hops.</summary>
    /// <returns>0, or minus the errno.</returns>
    int Send(int hop, int probe);

    /// <summary>Waits for an answer, for so many milliseconds at most.</summary>
    void Wait(int milliseconds);

    /// <summary>Takes the next answer.</summary>
    /// <param name="table">Knows which probe an answer may belong to.</param>
    /// <param name="arrival">The answer.</param>
    bool TryRead(TraceTable table, out TraceArrival arrival);
}
