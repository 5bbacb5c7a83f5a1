using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Patchbay.Sockets;

/// <summary>An engine as Kestrel's transport. Owns the engine.</summary>
internal sealed class KestrelListenerFactory : IConnectionListenerFactory, IConnectionListenerFactorySelector, IAsyncDisposable, IDisposable
{
    readonly ISocketEngine _engine;

    public KestrelListenerFactory(ISocketEngine engine, ILogger<KestrelListenerFactory> logger)
    {
        _engine = engine;
        logger.LogInformation("{Description}", engine.Description);
    }

    /// <summary>The engine in force: a seam for leak checks.</summary>
    internal ISocketEngine Engine => _engine;

    // Kestrel then asks the next transport: named pipes and descriptors handed over stay with the stock ones.
    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint or UnixDomainSocketEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => _engine.BindAsync(endpoint, cancellationToken);

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    // A service provider that is disposed synchronously refuses services that are only IAsyncDisposable.
    public void Dispose() => _engine.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
