namespace Patchbay.Probing;

/// <summary>Takes findings as they come. Called from an engine's thread, one call at a time: it has to return soon and must not throw.</summary>
public interface IScanSink
{
    /// <summary>A port's state is settled. Each port of the plan is told once.</summary>
    void Found(in PortFinding finding);

    /// <summary>It is known whether a host is there.</summary>
    void Found(in HostFinding finding);

    /// <summary>Something the person should know: the engine slowed down, receive buffers overflowed, descriptors ran short. One sentence.</summary>
    void Notice(string sentence);
}
