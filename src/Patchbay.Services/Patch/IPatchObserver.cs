namespace Patchbay.Services.Patch;

/// <summary>Hears what a <see cref="PatchSession"/> does. Called from many threads at once.</summary>
public interface IPatchObserver
{
    /// <summary>An end was opened or accepted. Not told of our stdin and stdout, which are there from the start.</summary>
    /// <param name="number">Which patch: 1 is the first.</param>
    /// <param name="side">Which end.</param>
    /// <param name="end">The end.</param>
    /// <param name="accepted">It came to us.</param>
    /// <param name="elapsed">How long we took to open it; zero for one that came.</param>
    void Opened(int number, PatchSide side, PatchEnd end, bool accepted, TimeSpan elapsed);

    /// <summary>A patch is over.</summary>
    void Ended(PatchOutcome outcome);
}
