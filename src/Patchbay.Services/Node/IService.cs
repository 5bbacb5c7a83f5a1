using Patchbay.Sockets;

namespace Patchbay.Services;

/// <summary>A service of a node: starts on its addresses, tells its state, drains.</summary>
public interface IService : IAsyncDisposable
{
    /// <summary>What the service is.</summary>
    ServiceDescription Description { get; }

    /// <summary>
    /// Binds every address and starts serving. Returns the addresses really bound (port 0 resolved): those of streams, then those of
    /// datagrams, each in the order of <see cref="ServiceContext.Listen"/>. On failure nothing stays bound.
    /// </summary>
    ValueTask<IReadOnlyList<Address>> StartAsync(ServiceContext context, CancellationToken cancellationToken);

    /// <summary>Stops accepting, lets connections finish within the drain time, then cuts them. Cancelling the token cuts at once.</summary>
    ValueTask<DrainReport> StopAsync(CancellationToken cut);

    /// <summary>What the service does now. Safe from any thread.</summary>
    ServiceStatus Status { get; }

    /// <summary>The connections it serves now; none for a service that has no connections. Safe from any thread.</summary>
    IReadOnlyList<ServiceConnection> Connections => [];
}
