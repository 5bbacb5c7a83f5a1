using Microsoft.AspNetCore.Http;

namespace Patchbay.Services.Web;

/// <summary>Moves a body into a partial file, as fast as the disk takes it: what is not written yet holds up the sender.</summary>
static class BodyToFile
{
    /// <summary>Copies to the end of the body.</summary>
    /// <param name="request">Whose body.</param>
    /// <param name="file">Where.</param>
    /// <param name="length">Exactly how much it must be; null for as much as comes.</param>
    /// <exception cref="BadHttpRequestException">The body has another length, ends early, is too long or too slow.</exception>
    public static async Task CopyAsync(WebRequest request, PartialFile file, long? length)
    {
        var (body, copied) = (request.Http.Request.BodyReader, 0L);
        while (true)
        {
            var read = await body.ReadAsync(request.Http.RequestAborted);
            await request.Connection.LeaveRingAsync();
            if (length - copied < read.Buffer.Length)
            {
                body.AdvanceTo(read.Buffer.Start);
                throw new BadHttpRequestException("The body is longer than its Content-Range.");
            }

            foreach (var segment in read.Buffer)
            {
                file.Write(segment.Span);
            }

            copied += read.Buffer.Length;
            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        if (length is not null && copied != length)
        {
            throw new BadHttpRequestException("The body is shorter than its Content-Range.");
        }
    }
}
