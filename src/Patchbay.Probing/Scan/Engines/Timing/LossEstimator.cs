namespace Patchbay.Probing;

/// <summary>
/// How much of what goes to a host and back is lost, as far as its answers show: an answer to the third try means that two were lost. A value of its default has seen nothing.
/// </summary>
internal struct LossEstimator
{
    int _trips, _lost;

    /// <summary>Probes of which it is known whether they were lost.</summary>
    public readonly int Trips => _trips;

    /// <summary>Probes that are known to be lost.</summary>
    public readonly int Lost => _lost;

    /// <summary>
    /// The share that is lost, 0 to 1. Exactly 0 while no loss was seen; after that the mean of the posterior (rule of succession), so that one loss among few is taken seriously.
    /// </summary>
    public readonly double Rate => _lost == 0 ? 0 : (_lost + 1.0) / (_trips + 2);

    /// <summary>A probe was answered.</summary>
    /// <param name="tries">At which try: those before it were lost.</param>
    public void Answered(int tries)
    {
        _trips += tries;
        _lost += tries - 1;
    }

    /// <summary>A probe that had to be answered was not.</summary>
    public void Missed()
    {
        _trips++;
        _lost++;
    }

    /// <summary>The tries after which a port that answers is missed with less than <paramref name="bound"/> probability.</summary>
    /// <param name="least">The tries of a host without loss.</param>
    /// <param name="most">No more than these, however bad it is.</param>
    /// <param name="bound">Between 0 and 1.</param>
    public readonly int Tries(int least, int most, double bound) =>
        _lost == 0 ? least : Math.Clamp((int)Math.Ceiling(Math.Log(bound) / Math.Log(Rate)), least, Math.Max(least, most));
}
