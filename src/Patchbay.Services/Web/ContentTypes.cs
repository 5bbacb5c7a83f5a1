using Microsoft.AspNetCore.StaticFiles;

namespace Patchbay.Services.Web;

/// <summary>The media type of a file, from its name. Thread-safe.</summary>
static class ContentTypes
{
    const string Unknown = "application/octet-stream";

    // Made of ASP.NET Core's table on the first file.
    static readonly Lazy<FileExtensionContentTypeProvider> Known = new(static () =>
    {
        var table = new FileExtensionContentTypeProvider();
        foreach (var (extension, type) in (ReadOnlySpan<(string, string)>)[(".md", "text/markdown"), (".mjs", "text/javascript"), (".log", "text/plain"), (".yml", "application/yaml"), (".yaml", "application/yaml"), (".toml", "application/toml"), (".wasm", "application/wasm"), (".avif", "image/avif"), (".gz", "application/gzip"), (".br", Unknown), (".zst", "application/zstd")])
        {
            table.Mappings[extension] = type;
        }

        return table;
    });

    /// <summary>The field Content-Type; text says its character set.</summary>
    public static string Of(string name)
    {
        if (!Known.Value.TryGetContentType(name, out var type))
        {
            // Names that people write without an extension.
            type = name is "README" or "LICENSE" or "CHANGELOG" or "Makefile" ? "text/plain" : Unknown;
        }

        return IsText(type) ? type + "; charset=utf-8" : type;
    }

    /// <summary>Files of the type are compressed already: doing it again takes time and room.</summary>
    public static bool IsPacked(string type) =>
        (type.StartsWith("image/", StringComparison.Ordinal) && type is not ("image/svg+xml; charset=utf-8" or "image/bmp"))
        || type.StartsWith("video/", StringComparison.Ordinal) || type.StartsWith("audio/", StringComparison.Ordinal)
        || type is "application/gzip" or "application/zstd" or "application/zip" or "application/x-zip-compressed" or "application/x-7z-compressed" or "font/woff2";

    static bool IsText(string type) =>
        type.StartsWith("text/", StringComparison.Ordinal) || type.EndsWith("+xml", StringComparison.Ordinal)
        || type is "application/json" or "application/xml" or "application/javascript" or "application/yaml" or "application/toml" or "application/manifest+json";
}
