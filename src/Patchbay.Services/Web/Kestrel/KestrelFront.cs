using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Patchbay.Services.Web;

/// <summary>
/// Kestrel's HTTP/1.1 and HTTP/2 behind our host: no web host, no container, no configuration of its own. Over TLS the client chooses the protocol by ALPN; in
/// the clear its first bytes tell. Members are safe to call from any thread.
/// </summary>
sealed class KestrelFront : IAsyncDisposable
{
    readonly HandoverFactory _handover = new();
    readonly KestrelServer _server;
    readonly TimeSpan _patience;

    KestrelFront(KestrelServerOptions options, ILoggerFactory loggers)
    {
        _server = new KestrelServer(Options.Create(options), _handover, loggers);
        _patience = options.Limits.KeepAliveTimeout;
    }

    /// <summary>Starts Kestrel. Nothing is bound: connections come by <see cref="ServeAsync"/>.</summary>
    /// <param name="limits">Sets the limits.</param>
    /// <param name="application">Serves requests.</param>
    /// <param name="loggers">Hears of what goes wrong.</param>
    public static async Task<KestrelFront> StartAsync(Action<KestrelServerLimits> limits, IHttpApplication<WebRequest> application, ILoggerFactory loggers)
    {
        var options = new KestrelServerOptions { AddServerHeader = false, AllowResponseHeaderCompression = true, ApplicationServices = new NoServices(loggers) };
        limits(options.Limits);
        var front = new KestrelFront(options, loggers);
        options.Listen(front._handover.Http1.EndPoint, static listen => listen.Protocols = HttpProtocols.Http1);
        options.Listen(front._handover.Http2.EndPoint, static listen => listen.Protocols = HttpProtocols.Http2);
        await front._server.StartAsync(application, CancellationToken.None);
        return front;
    }

    /// <summary>Serves a connection until its end.</summary>
    public async Task ServeAsync(ConnectionContext connection)
    {
        if (await IsHttp2Async(connection) is { } isHttp2)
        {
            await (isHttp2 ? _handover.Http2 : _handover.Http1).ServeAsync(connection);
        }
    }

    /// <summary>Tells every connection to finish, and waits until they have or <paramref name="cut"/> is cancelled.</summary>
    public Task StopAsync(CancellationToken cut) => _server.StopAsync(cut);

    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Which protocol the client speaks; null when it says nothing.</summary>
    async ValueTask<bool?> IsHttp2Async(ConnectionContext connection)
    {
        if (connection.Features.Get<ITlsApplicationProtocolFeature>() is { } alpn)
        {
            return alpn.ApplicationProtocol.Span.SequenceEqual("h2"u8);
        }

        var input = connection.Transport.Input;
        var drain = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using var late = new CancellationTokenSource(_patience);
        using var lateEnds = late.Token.UnsafeRegister(static input => ((PipeReader)input!).CancelPendingRead(), input);
        using var drainEnds = drain.UnsafeRegister(static input => ((PipeReader)input!).CancelPendingRead(), input);
        while (true)
        {
            var read = await input.ReadAsync();
            var isHttp2 = read.Buffer.IsEmpty ? null : HttpPreface.IsHttp2(read.Buffer);
            if (isHttp2 is null && read.IsCompleted)
            {
                // Less than a preface is no HTTP/2; nothing at all is a client that only looked whether we are there.
                isHttp2 = read.Buffer.IsEmpty ? null : false;
            }
            else if (isHttp2 is null && !read.IsCanceled)
            {
                input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.Start);
            return isHttp2;
        }
    }

    /// <summary>Kestrel asks its services for loggers only.</summary>
    sealed class NoServices(ILoggerFactory loggers) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(ILoggerFactory) ? loggers : null;
    }
}
