using Patchbay.Sockets;

namespace Patchbay.Services.Patch;

/// <summary>Where the ends of one address come from: an address that connects gives a new one for each patch, one that listens gives whoever comes.</summary>
public abstract class EndSource : IAsyncDisposable
{
    /// <summary>Waits for others to come; <see cref="NextAsync"/> then accepts.</summary>
    public virtual bool Listens => false;

    /// <summary>Where it really listens, with the ports the kernel chose; empty for a source that does not listen.</summary>
    public virtual IReadOnlyList<Address> Bound => [];

    /// <summary>There is only one of it at a time: our stdin. Patches come one after the other.</summary>
    public virtual bool IsSingle => false;

    /// <summary>It has given all the ends it can: a connection we inherited gives one.</summary>
    public virtual bool IsSpent => false;

    /// <summary>Opens or accepts an end.</summary>
    /// <param name="peer">The end at the other side when it is there already; null for the first of a pair. A command learns of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The end, owned by the caller; null when a listening source was stopped.</returns>
    /// <exception cref="IOException">It cannot be opened: see the exceptions of its kind.</exception>
    public abstract ValueTask<PatchEnd?> NextAsync(PatchEnd? peer, CancellationToken cancellationToken);

    /// <summary>Accepts no more; ends that were given live on.</summary>
    public virtual ValueTask StopAsync() => default;

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return StopAsync();
    }
}
