using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Services.Web;

/// <summary>Kestrel's transport: gives it the listeners that our host feeds.</summary>
sealed class HandoverFactory : IConnectionListenerFactory
{
    /// <summary>Connections whose client speaks HTTP/1.</summary>
    public HandoverListener Http1 { get; } = new(new HandoverEndPoint("HTTP/1.1"));

    /// <summary>Connections whose client speaks HTTP/2.</summary>
    public HandoverListener Http2 { get; } = new(new HandoverEndPoint("HTTP/2"));

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new(endpoint == Http1.EndPoint ? Http1 : endpoint == Http2.EndPoint ? Http2 : throw new NotSupportedException($"Nothing hands over {endpoint}."));
}
