using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Patchbay.Services.Web;

/// <summary>Answers GET and HEAD of a file: conditions, parts, the whole (RFC 9110 sections 13 and 14).</summary>
static class FileAnswer
{
    /// <summary>Answers with a file.</summary>
    /// <param name="request">GET or HEAD.</param>
    /// <param name="file">The bytes.</param>
    /// <param name="contentType">The field Content-Type.</param>
    public static Task SendAsync(WebRequest request, JailedFile file, string contentType)
    {
        var (response, conditions, validators) = (request.Http.Response, request.Conditions, file.Validators);
        response.Headers.ETag = validators.EntityTag;
        response.Headers.LastModified = validators.LastModifiedText;
        response.Headers.AcceptRanges = "bytes";
        response.Headers.XContentTypeOptions = "nosniff";
        switch (Preconditions.Judge(conditions, validators, isRead: true))
        {
            case ConditionResult.Failed:
                return request.EndAsync(StatusCodes.Status412PreconditionFailed);
            case ConditionResult.NotModified:
                return request.EndAsync(StatusCodes.Status304NotModified);
        }

        var ranges = request.IsHead || request.Http.Request.Headers.Range is not [{ } range] || !Preconditions.RangeApplies(conditions, validators) ? null : ByteRanges.Select(range, file.Length);
        switch (ranges)
        {
            case null:
                return SendAsync(request, file, contentType, new ByteRange(0, file.Length));
            case []:
                response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{file.Length}");
                return request.EndAsync(StatusCodes.Status416RangeNotSatisfiable);
            case [var one]:
                response.StatusCode = StatusCodes.Status206PartialContent;
                response.Headers.ContentRange = MultipartRanges.ContentRange(one, file.Length);
                return SendAsync(request, file, contentType, one);
            default:
                return SendPartsAsync(request, file, new MultipartRanges(ranges, contentType, file.Length));
        }
    }

    static async Task SendAsync(WebRequest request, JailedFile file, string contentType, ByteRange range)
    {
        var response = request.Http.Response;
        response.ContentType = contentType;
        response.ContentLength = range.Length;
        if (!request.IsHead)
        {
            // Started first, so that the writer is the connection's own: header and body leave together, and no byte is copied twice.
            await response.StartAsync(request.Http.RequestAborted);
            await FileBody.SendAsync(request, file.Handle, range);
        }
    }

    static async Task SendPartsAsync(WebRequest request, JailedFile file, MultipartRanges parts)
    {
        var response = request.Http.Response;
        response.StatusCode = StatusCodes.Status206PartialContent;
        response.ContentType = parts.ContentType;
        response.ContentLength = parts.Length;
        await response.StartAsync(request.Http.RequestAborted);
        for (var index = 0; index < parts.Ranges.Count; index++)
        {
            await response.BodyWriter.WriteAsync(parts.Head(index), request.Http.RequestAborted);
            await FileBody.SendAsync(request, file.Handle, parts.Ranges[index]);
        }

        await response.BodyWriter.WriteAsync(parts.Tail, request.Http.RequestAborted);
    }
}
