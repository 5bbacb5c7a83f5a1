using System.Collections.Concurrent;

namespace Patchbay.Services.Transfer;

/// <summary>Sessions with one server, as many as work side by side. Thread-safe.</summary>
/// <param name="size">At most so many.</param>
/// <param name="open">Opens one.</param>
internal sealed class SitePool(int size, Func<CancellationToken, Task<IRemoteSite>> open) : IAsyncDisposable
{
    readonly ConcurrentBag<IRemoteSite> _idle = [];
    readonly SemaphoreSlim _room = new(size, size);

    public int Size => size;

    /// <summary>Runs something in a session of its own; a session that broke is not used again.</summary>
    public async Task<T> RunAsync<T>(Func<IRemoteSite, Task<T>> work, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        try
        {
            var site = _idle.TryTake(out var idle) ? idle : await open(cancellationToken);
            try
            {
                return await work(site);
            }
            finally
            {
                if (site.IsOver)
                {
                    await site.DisposeAsync();
                }
                else
                {
                    _idle.Add(site);
                }
            }
        }
        finally
        {
            _room.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_idle.TryTake(out var site))
        {
            await site.DisposeAsync();
        }

        _room.Dispose();
    }
}
