using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Patchbay.Linux;

namespace Patchbay.Services.Web;

/// <summary>Why a change of files failed, as a status and words.</summary>
static class UploadFailures
{
    /// <summary>Makes a change; what the file system says against it becomes the answer.</summary>
    public static async Task InWordsAsync(WebRequest request, Func<Task> change)
    {
        try
        {
            await change();
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException and not (BadHttpRequestException or ConnectionResetException) && !request.Http.Response.HasStarted && !request.Http.RequestAborted.IsCancellationRequested)
        {
            await AnswerAsync(request, error);
        }
    }

    static Task AnswerAsync(WebRequest request, Exception error) => error switch
    {
        UnauthorizedAccessException => request.SayAsync(StatusCodes.Status403Forbidden, "This server's user may not write there."),
        _ when IsFull(error) => request.SayAsync(StatusCodes.Status507InsufficientStorage, "The disk is full."),
        _ => request.SayAsync(StatusCodes.Status409Conflict, $"{request.Path} could not be changed: another file or folder is in the way, or the disk failed."),
    };

    // .NET keeps the errno in the HResult on Unix; 0x80070070 is ERROR_DISK_FULL.
    static bool IsFull(Exception error) => error.HResult is Errno.ENOSPC or unchecked((int)0x80070070);
}
