using System.Globalization;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Patchbay.Sockets;

namespace Patchbay.Services.Web;

/// <summary>Kestrel's application: a request in, an answer out, counted, annotated and logged. Thread-safe.</summary>
/// <param name="answer">Answers.</param>
/// <param name="figures">Counts.</param>
/// <param name="log">Writes a line for each; null for none.</param>
/// <param name="logger">Hears of our own mistakes.</param>
sealed class WebFront(Func<WebRequest, Task> answer, WebFigures figures, AccessLog? log, ILogger logger) : IHttpApplication<WebRequest>
{
    public WebRequest CreateContext(IFeatureCollection contextFeatures)
    {
        // Kestrel keeps a place for our object on each of its own, so that a connection makes one only.
        var place = contextFeatures as IHostContextContainer<WebRequest>;
        var request = place?.HostContext ?? new WebRequest();
        if (place is not null)
        {
            place.HostContext = request;
        }

        request.Http.Initialize(contextFeatures);
        request.Connection = contextFeatures.Get<WebConnection>()!;
        request.Begin();
        figures.Begin();
        return request;
    }

    public async Task ProcessRequestAsync(WebRequest context)
    {
        await context.Connection.LeaveRingAsync();
        try
        {
            await answer(context);
        }
        catch (Exception error) when (error is ConnectionResetException or ConnectionAbortedException || (error is OperationCanceledException && context.Http.RequestAborted.IsCancellationRequested))
        {
            // The client is gone; so is its answer.
        }
        catch (Exception error) when (error is not BadHttpRequestException)
        {
            logger.LogError(error, "{Method} {Path} failed", context.Http.Request.Method, context.Path);
            if (context.Http.Response.HasStarted)
            {
                // What was promised cannot be kept: the client must not take it for the whole.
                context.Http.Abort();
            }
            else
            {
                context.Http.Response.Clear();
                await context.SayAsync(StatusCodes.Status500InternalServerError, "Something failed here; the server's log says what.");
            }
        }
    }

    public void DisposeContext(WebRequest context, Exception? exception)
    {
        // Kestrel answers a request that it cannot read itself.
        var status = exception is BadHttpRequestException bad ? bad.StatusCode : context.Http.Response.StatusCode;
        figures.End(status, context.BytesSent);
        if (SocketEvents.IsEnabled)
        {
            context.Http.Features.Get<ISocketAnnotationFeature>()?.Annotate(string.Create(CultureInfo.InvariantCulture, $"{context.Http.Request.Method} {RequestWords.Target(context)} {status} {context.BytesSent} B"));
        }

        log?.Write(context, status);
        context.Http.Uninitialize();
    }
}
