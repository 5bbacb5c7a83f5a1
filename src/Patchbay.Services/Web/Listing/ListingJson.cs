using System.Buffers;
using System.Text.Json;

namespace Patchbay.Services.Web;

/// <summary>A listing for programs: <c>?json</c>.</summary>
static class ListingJson
{
    /// <summary>Writes <c>{"path":…,"truncated":…,"entries":[{"name":…,"type":"file"|"folder","size":…,"modified":…}]}</c>; times are ISO 8601 in UTC.</summary>
    public static void Write(FolderListing listing, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("path", listing.Path.ToString());
        json.WriteBoolean("truncated", listing.IsCut);
        json.WriteStartArray("entries");
        foreach (var entry in listing.Entries)
        {
            json.WriteStartObject();
            json.WriteString("name", entry.Name);
            json.WriteString("type", entry.IsFolder ? "folder" : "file");
            if (!entry.IsFolder)
            {
                json.WriteNumber("size", entry.Length);
            }

            json.WriteString("modified", entry.Modified.UtcDateTime);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
