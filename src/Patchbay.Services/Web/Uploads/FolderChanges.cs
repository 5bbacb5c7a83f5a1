using Microsoft.AspNetCore.Http;

namespace Patchbay.Services.Web;

/// <summary>DELETE of files and empty folders, and MKCOL (RFC 4918 section 9.3), of a user who may write.</summary>
/// <param name="jail">Where.</param>
sealed class FolderChanges(WebJail jail)
{
    /// <summary>Deletes a file, or a folder that is empty.</summary>
    public Task DeleteAsync(WebRequest request) => ChangeAsync(request, async folder =>
    {
        var result = jail.TryOpen(request.Path, out var current);
        using (current)
        {
            if (current is null || (request.Path.IsFolder && !current.IsFolder))
            {
                await request.SayNotOpenedAsync(current is null ? result : JailResult.NotFound);
                return;
            }

            if (Preconditions.Judge(request.Conditions, current.Validators, isRead: false) != ConditionResult.Proceed)
            {
                await request.SayAsync(StatusCodes.Status412PreconditionFailed, "It is another one than you name.");
                return;
            }

            if (current.IsFolder)
            {
                if (Directory.EnumerateFileSystemEntries(current.Folder!).Any())
                {
                    await request.SayAsync(StatusCodes.Status409Conflict, $"{request.Path} is not empty.");
                    return;
                }

                Directory.Delete(folder[request.Path.Name], recursive: false);
            }
            else
            {
                File.Delete(folder[request.Path.Name]);
            }

            await request.EndAsync(StatusCodes.Status204NoContent);
        }
    });

    /// <summary>Makes a folder.</summary>
    public Task MakeAsync(WebRequest request) => ChangeAsync(request, async folder =>
    {
        if (request.Http.Request.ContentLength > 0)
        {
            await request.SayAsync(StatusCodes.Status415UnsupportedMediaType, "MKCOL takes no body here.");
            return;
        }

        await (TryMake(request.Path, folder) ? request.EndAsync(StatusCodes.Status201Created) : request.SayNotAllowedAsync($"{request.Path} is there already."));
    });

    /// <summary>Makes a folder; false when something of its name is there.</summary>
    public bool TryMake(WebPath path, JailedFolder folder)
    {
        if (jail.TryOpen(path, out var there) != JailResult.NotFound)
        {
            there?.Dispose();
            return false;
        }

        Directory.CreateDirectory(folder[path.Name]);
        return true;
    }

    async Task ChangeAsync(WebRequest request, Func<JailedFolder, Task> change)
    {
        if (request.Path.Segments.Count == 0)
        {
            await request.SayNotAllowedAsync("The served folder itself stays.");
            return;
        }

        if (jail.TryLocateFolder(request.Path.Parent, out var folder) is not JailResult.Opened and var result)
        {
            await (result == JailResult.NotFound ? request.SayAsync(StatusCodes.Status409Conflict, $"There is no folder {request.Path.Parent}") : request.SayNotOpenedAsync(result));
            return;
        }

        using (folder)
        {
            await UploadFailures.InWordsAsync(request, () => change(folder!));
        }
    }
}
