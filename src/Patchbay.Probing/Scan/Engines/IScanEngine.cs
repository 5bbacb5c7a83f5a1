namespace Patchbay.Probing;

/// <summary>Asks ports in one way.</summary>
public interface IScanEngine
{
    /// <summary>The way.</summary>
    ScanMethod Method { get; }

    /// <summary>
    /// Asks until every wanted probe is settled. Runs on the calling thread, which is one of its own. When it is stopped, it returns within a moment and tells nothing about what is
    /// not settled.
    /// </summary>
    /// <param name="run">What, how and who is told.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="ScanException">The method cannot be used here at all (missing right, foreign system).</exception>
    void Run(ScanRun run, CancellationToken stop);
}
