namespace Patchbay.Services.Tests;

/// <summary>Steps of a long test that have an end, and say which did not come to it.</summary>
static class Steps
{
    /// <summary>Waits for a step.</summary>
    /// <exception cref="TimeoutException">It did not end: says which.</exception>
    public static async Task Within(this Task step, string name)
    {
        try
        {
            await step.WaitAsync(ChildProcess.Limit);
        }
        catch (TimeoutException) when (!step.IsCompleted)
        {
            throw new TimeoutException($"No end of this within {ChildProcess.Limit.TotalSeconds:0} s: {name}.");
        }
    }

    /// <summary>Waits for a step that gives something.</summary>
    /// <exception cref="TimeoutException">It did not end: says which.</exception>
    public static async Task<T> Within<T>(this Task<T> step, string name)
    {
        await ((Task)step).Within(name);
        return await step;
    }
}
