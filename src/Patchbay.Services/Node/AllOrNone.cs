namespace Patchbay.Services;

/// <summary>Opens several things of which none may stay open when one fails.</summary>
static class AllOrNone
{
    /// <summary>Opens in order; on failure closes what was opened and throws on.</summary>
    public static async ValueTask<List<TOpened>> OpenAsync<TSource, TOpened>(IEnumerable<TSource> sources, Func<TSource, ValueTask<IReadOnlyList<TOpened>>> open)
        where TOpened : IAsyncDisposable
    {
        var opened = new List<TOpened>();
        try
        {
            foreach (var source in sources)
            {
                opened.AddRange(await open(source));
            }

            return opened;
        }
        catch
        {
            await CloseAsync(opened);
            throw;
        }
    }

    /// <summary>Closes all.</summary>
    public static async ValueTask CloseAsync<TOpened>(IEnumerable<TOpened> opened) where TOpened : IAsyncDisposable
    {
        foreach (var one in opened)
        {
            await one.DisposeAsync();
        }
    }
}
