using System.Text.Json;

namespace Patchbay.Services.Transfer;

/// <summary>A folder as a web server lists it for programs: JSON, by <c>?json</c>.</summary>
internal static class WebListing
{
    /// <summary>Octets of one folder's listing.</summary>
    public const int MaxListing = 64 * 1024 * 1024;

    public static async Task<IReadOnlyList<RemoteEntry>> ReadAsync(HttpContent content, RemoteUrl url, Func<HttpContent, RemoteUrl, Stream> open, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentType?.MediaType is not ("application/json" or "application/x-ndjson"))
        {
            throw new TransferException(TransferFailure.Unsupported, $"{url.Authority} has no listing of {url.Path} for programs", "Folders are mirrored from servers that list them by ?json, as `patchbay serve web` does; a single file is got by `get`.");
        }

        using var octets = new MemoryStream();
        await using var body = open(content, url);
        var buffer = new byte[TransferBuffer.Size];
        while (await body.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            octets.Write(buffer, 0, count);
            if (octets.Length > MaxListing)
            {
                throw Weird(url, $"has more than {MaxListing} bytes", null);
            }
        }

        try
        {
            return Parse(octets.GetBuffer().AsMemory(0, (int)octets.Length));
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw Weird(url, "is not of the form we know", error);
        }
    }

    /// <summary>The entries of a listing. Pure.</summary>
    /// <param name="json"><c>{"entries":[{"name":"a.txt","type":"file","size":5,"modified":"2026-01-01T00:00:00Z"}, …]}</c>; an array alone is taken too.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="FormatException">It has another form.</exception>
    public static IReadOnlyList<RemoteEntry> Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16 });
        var list = document.RootElement;
        if (list.ValueKind == JsonValueKind.Object && list.TryGetProperty("truncated", out var isCut) && isCut.ValueKind == JsonValueKind.True)
        {
            throw new TransferException(TransferFailure.Incomplete, "the server does not list all of a folder", "It has more entries than the server lists at once.");
        }

        if (list.ValueKind == JsonValueKind.Object && !list.TryGetProperty("entries", out list) || list.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException("There is no list of entries.");
        }

        return [.. list.EnumerateArray().Select(ReadEntry)];
    }

    static RemoteEntry ReadEntry(JsonElement entry)
    {
        var name = entry.GetProperty("name").GetString() ?? throw new FormatException("An entry has no name.");
        var kind = entry.GetProperty("type").GetString() switch
        {
            "file" => RemoteEntryKind.File,
            "folder" or "directory" or "dir" => RemoteEntryKind.Folder,
            "link" or "symlink" => RemoteEntryKind.SymbolicLink,
            _ => RemoteEntryKind.Other,
        };
        long? size = entry.TryGetProperty("size", out var bytes) && bytes.ValueKind == JsonValueKind.Number && bytes.TryGetInt64(out var number) && number >= 0 ? number : null;
        DateTimeOffset? modified = entry.TryGetProperty("modified", out var time) && time.ValueKind == JsonValueKind.String && time.TryGetDateTimeOffset(out var date) ? date : null;
        return new RemoteEntry(kind == RemoteEntryKind.Folder ? name.TrimEnd('/') : name, kind, kind == RemoteEntryKind.File ? size : null, modified, TimeSpan.FromSeconds(1));
    }

    static TransferException Weird(RemoteUrl url, string what, Exception? error) => new(TransferFailure.WeirdReply, $"{url.Authority}: the listing of {url.Path} {what}", "", error);
}
