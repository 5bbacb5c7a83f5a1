using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Patchbay.Services.Web;

/// <summary>Takes the forms of a listing (RFC 7578): files to upload, a folder to make. Each file is stored as it comes, by a temporary name.</summary>
/// <param name="jail">Where.</param>
/// <param name="changes">Makes the folders.</param>
sealed class FormAnswer(WebJail jail, FolderChanges changes)
{
    const string FileField = "file", FolderField = "folder";
    const int MostFields = 1000, BufferSize = 64 * 1024, MaxNameBytes = 1024;

    /// <summary>Answers a POST of a user who may write to a folder's path: back to the listing when all is stored.</summary>
    public async Task PostAsync(WebRequest request)
    {
        if (!request.Path.IsFolder)
        {
            await request.SayNotAllowedAsync("Forms are sent to folders. PUT stores a file.");
            return;
        }

        if (Boundary(request.Http.Request.ContentType) is not { } boundary)
        {
            await request.SayAsync(StatusCodes.Status415UnsupportedMediaType, "The form of a listing is multipart/form-data.");
            return;
        }

        if (jail.TryLocateFolder(request.Path, out var folder) is not JailResult.Opened and var result)
        {
            await request.SayNotOpenedAsync(result);
            return;
        }

        using (folder)
        {
            await UploadFailures.InWordsAsync(request, () => StoreAllAsync(request, folder!, boundary));
        }
    }

    static string? Boundary(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 and <= 70 } boundary ? boundary.ToString() : null;

    async Task StoreAllAsync(WebRequest request, JailedFolder folder, string boundary)
    {
        var reader = new MultipartReader(boundary, request.Http.Request.Body, BufferSize);
        try
        {
            for (var fields = 0; await reader.ReadNextSectionAsync(request.Http.RequestAborted) is { } section; fields++)
            {
                if (fields == MostFields)
                {
                    throw new InvalidDataException($"more than {MostFields} fields");
                }

                if (await StoreAsync(request, folder, section) is { } problem)
                {
                    await request.SayAsync(StatusCodes.Status400BadRequest, problem);
                    return;
                }
            }
        }
        catch (InvalidDataException error)
        {
            await request.SayAsync(StatusCodes.Status400BadRequest, $"The form cannot be read: {error.Message}");
            return;
        }

        request.Http.Response.Headers.Location = request.Path.ToUrl() + request.Http.Request.QueryString;
        await request.EndAsync(StatusCodes.Status303SeeOther);
    }

    /// <summary>Stores one field; says what is wrong with it, or null.</summary>
    async Task<string?> StoreAsync(WebRequest request, JailedFolder folder, MultipartSection section)
    {
        if (section.GetContentDispositionHeader() is not { } disposition)
        {
            return "A field of the form has no Content-Disposition.";
        }

        var field = HeaderUtilities.RemoveQuotes(disposition.Name).Value;
        if (field == FolderField)
        {
            using var text = new StreamReader(section.Body);
            var buffer = new char[MaxNameBytes];
            var name = new string(buffer, 0, await text.ReadBlockAsync(buffer, request.Http.RequestAborted));
            return Refuse(name) ?? (changes.TryMake(request.Path.Child(name), folder) ? null : $"{request.Path.Child(name)} is there already.");
        }

        var given = disposition.FileNameStar is { Length: > 0 } star ? star : disposition.FileName;
        if (field != FileField || HeaderUtilities.RemoveQuotes(given).Value is not { Length: > 0 } path)
        {
            // A file field in which nobody chose a file.
            return null;
        }

        // Old browsers send the whole path of the user's machine.
        var fileName = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        if (Refuse(fileName) is { } refusal)
        {
            return refusal;
        }

        using var partial = PartialFile.TryOpen(folder, request.User!.Name, fileName);
        if (partial is null)
        {
            return $"Another upload of yours to {fileName} is under way.";
        }

        await CopyAsync(request, section.Body, partial);
        partial.MoveTo(folder[fileName], replace: true);
        return null;
    }

    static async Task CopyAsync(WebRequest request, Stream body, PartialFile partial)
    {
        partial.CutTo(0);
        var buffer = new byte[BufferSize];
        while (await body.ReadAsync(buffer, request.Http.RequestAborted) is > 0 and var count)
        {
            await request.Connection.LeaveRingAsync();
            partial.Write(buffer.AsSpan(0, count));
        }
    }

    static string? Refuse(string name) => WebFileName.Judge(name, OperatingSystem.IsWindows()) switch
    {
        WebPathFault.None => null,
        WebPathFault.Hidden => "Names that begin with a dot are hidden, and cannot be uploaded.",
        _ => "That is no name of a file or folder.",
    };
}
