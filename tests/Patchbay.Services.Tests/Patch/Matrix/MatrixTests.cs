namespace Patchbay.Services.Tests.Patch;

/// <summary>What every matrix does with a pair: joins it, lets it talk, and counts what is left of it.</summary>
public abstract class MatrixTests
{
    /// <summary>Runs a test on pairs of ends, one after the other. Afterwards no descriptor and no process is left of any.</summary>
    private protected static async Task EachAsync(string way, IEnumerable<(string A, string B)> pairs, Func<MatrixRun, Task> test)
    {
        await using var world = new MatrixWorld(way);
        var (descriptors, children) = (-1, 0);
        foreach (var (a, b) in pairs)
        {
            try
            {
                await using (var run = await MatrixRun.StartAsync(world, await world.OpenAsync(a), await world.OpenAsync(b)))
                {
                    await test(run);
                }

                if (descriptors < 0)
                {
                    // The first pair has started what lasts: the engine's ring, the threads that wait.
                    (descriptors, children) = (Descriptors.Open, MatrixWorld.Children);
                }

                await Waiting.Until(
                    () => Descriptors.Open <= descriptors + Slack && MatrixWorld.Children <= children,
                    () => $"{Descriptors.Open} descriptors are open and {MatrixWorld.Children} processes are there, {descriptors} and {children} before");
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"{a} to {b}: {error.Message}", error);
            }
        }
    }

    // Threads that wait for other kinds of ends start with the first of them. One descriptor lost at each pair is more.
    const int Slack = 4;
}
