namespace Patchbay.Benchmarks.Harness;

/// <summary>
/// Loads a server until its cost no longer changes: the JIT compiles hot methods anew while they run, in several tiers, on the server's own core.
/// </summary>
static class WarmUp
{
    const double SliceSeconds = 2, Settled = 0.03;
    const int MostSlices = 5;

    /// <param name="seconds">The least; 0 skips the warm-up altogether.</param>
    /// <param name="load">Loads for so many seconds.</param>
    public static void Run(double seconds, Func<double, Sample> load)
    {
        if (seconds <= 0)
        {
            return;
        }

        var before = load(seconds).Cost;
        for (var slice = 0; slice < MostSlices; slice++)
        {
            var now = load(SliceSeconds).Cost;
            if (Math.Abs(now - before) < Settled * now)
            {
                return;
            }

            before = now;
        }
    }
}
