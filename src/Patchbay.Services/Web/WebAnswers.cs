using System.Text;
using Microsoft.AspNetCore.Http;

namespace Patchbay.Services.Web;

/// <summary>Short answers in plain words.</summary>
static class WebAnswers
{
    /// <summary>The methods that files and folders have.</summary>
    public const string Allowed = "GET, HEAD, OPTIONS, PUT, POST, DELETE, MKCOL";

    /// <summary>A status with a line that says why.</summary>
    public static Task SayAsync(this WebRequest request, int status, string words)
    {
        var response = request.Http.Response;
        response.StatusCode = status;
        return request.SendAsync("text/plain; charset=utf-8", Encoding.UTF8.GetBytes($"{status} {words}\n"));
    }

    /// <summary>405 with the methods there are (RFC 9110 section 15.5.6).</summary>
    public static Task SayNotAllowedAsync(this WebRequest request, string words)
    {
        request.Http.Response.Headers.Allow = Allowed;
        return request.SayAsync(StatusCodes.Status405MethodNotAllowed, words);
    }

    /// <summary>A body that is there as a whole; of HEAD only its length.</summary>
    public static async Task SendAsync(this WebRequest request, string contentType, ReadOnlyMemory<byte> body)
    {
        var response = request.Http.Response;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        response.Headers.XContentTypeOptions = "nosniff";
        if (!request.IsHead)
        {
            request.BytesSent += body.Length;
            await response.BodyWriter.WriteAsync(body, request.Http.RequestAborted);
        }
    }

    /// <summary>A status without a body.</summary>
    public static Task EndAsync(this WebRequest request, int status)
    {
        request.Http.Response.StatusCode = status;
        if (status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
        {
            request.Http.Response.ContentLength = 0;
        }

        return Task.CompletedTask;
    }

    /// <summary>There is none, or it may not be seen.</summary>
    public static Task SayNotOpenedAsync(this WebRequest request, JailResult result) => result switch
    {
        JailResult.Denied => request.SayAsync(StatusCodes.Status403Forbidden, $"{request.Path} may not be read: this server's user lacks the rights."),
        JailResult.Escapes => request.SayAsync(StatusCodes.Status403Forbidden, $"{request.Path} leads out of the served folder."),
        JailResult.Exhausted => request.SayAsync(StatusCodes.Status503ServiceUnavailable, "This server has no descriptor left. Try again."),
        _ => request.SayAsync(StatusCodes.Status404NotFound, $"There is no {request.Path} here."),
    };
}
