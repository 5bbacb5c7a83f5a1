using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Connections;
using Patchbay.Sockets;

namespace Patchbay.Services.Transfer;

/// <summary>What goes wrong with HTTP, in words. Pure.</summary>
internal static class HttpFailures
{
    /// <summary>A status of 400 or more, or one that is no answer to what was asked.</summary>
    public static TransferException FromStatus(RemoteUrl url, string method, HttpStatusCode status, string? reason, HttpResponseHeaders headers)
    {
        var words = Utf8Text.Shown(string.IsNullOrWhiteSpace(reason) ? status.ToString() : reason);
        return new TransferException(TransferFailure.HttpStatus, $"{url.Authority} answered {method} {url.Path} with {(int)status} {words}", status switch
        {
            HttpStatusCode.Unauthorized => "--user NAME asks for a password and logs in.",
            HttpStatusCode.NotFound or HttpStatusCode.Gone => "Is the path right? It is case-sensitive.",
            HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented when method == "PUT" => "This server takes no uploads by PUT here.",
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable when headers.RetryAfter?.Delta is { } delta => $"It asks to wait {Duration.Format(delta)}.",
            HttpStatusCode.InsufficientStorage => "There is no room on the server.",
            _ => "",
        });
    }

    /// <summary>What HttpClient threw: the cause that means something.</summary>
    public static Exception Explain(RemoteUrl url, Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is TransferException or ConnectException or LayerException)
            {
                return cause;
            }
        }

        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case ConnectionResetException:
                    return new TransferException(TransferFailure.ReceiveFailed, $"{url.Authority} reset the connection", "The server ended, or something in between cut it.", error);
                case HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded }:
                    return new TransferException(TransferFailure.Partial, $"{url.Authority} closed the connection before its answer was complete", "The server ended, or threw us out; its log says why.", error);
                case HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse } or HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse }:
                    return new TransferException(TransferFailure.WeirdReply, $"{url.Authority} does not answer in HTTP: {cause.Message.TrimEnd('.')}", "Is it the right port, and is it https://?", error);
                case HttpIOException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } or HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded }:
                    return new TransferException(TransferFailure.WeirdReply, $"{url.Authority}: {cause.Message.TrimEnd('.')}", "", error);
            }
        }

        return error is HttpRequestException or IOException
            ? new TransferException(TransferFailure.ReceiveFailed, $"{url.Authority}: {Deepest(error).Message.TrimEnd('.')}", "", error)
            : error;
    }

    static Exception Deepest(Exception error)
    {
        while (error.InnerException is { } inner)
        {
            error = inner;
        }

        return error;
    }
}
