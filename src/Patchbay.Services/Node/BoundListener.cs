using System.Net;
using Microsoft.AspNetCore.Connections;
using Patchbay.Sockets;

namespace Patchbay.Services;

/// <summary>A listener together with the address it was really bound to.</summary>
/// <param name="listener">The engine's listener; owned.</param>
/// <param name="address">Where it listens: port 0 resolved.</param>
public sealed class BoundListener(IConnectionListener listener, Address address) : IConnectionListener
{
    /// <summary>Where the listener really listens.</summary>
    public Address Address { get; } = address;

    /// <inheritdoc/>
    public EndPoint EndPoint => listener.EndPoint;

    /// <inheritdoc/>
    public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) => listener.AcceptAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => listener.UnbindAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => listener.DisposeAsync();
}
