using Microsoft.AspNetCore.Connections;
using Patchbay.Services;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>Several listeners (localhost is two addresses) as one that gives a client at a time. For one caller.</summary>
sealed class JoinedListeners(IReadOnlyList<BoundListener> listeners) : IAsyncDisposable
{
    readonly Task<ConnectionContext?>?[] _accepts = new Task<ConnectionContext?>?[listeners.Count];

    public IReadOnlyList<Address> Addresses { get; } = [.. listeners.Select(static listener => listener.Address)];

    /// <summary>The next client of any listener.</summary>
    /// <param name="stop">The same token every time: an accept that was not the first stays open for the next call.</param>
    public async Task<ConnectionContext> AcceptAsync(CancellationToken stop)
    {
        for (var i = 0; i < _accepts.Length; i++)
        {
            _accepts[i] ??= listeners[i].AcceptAsync(stop).AsTask();
        }

        var first = await Task.WhenAny(_accepts!);
        _accepts[Array.IndexOf(_accepts, first)] = null;
        return await first ?? throw new OperationCanceledException("The listener was closed.", stop);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var listener in listeners)
        {
            await listener.DisposeAsync();
        }
    }
}
