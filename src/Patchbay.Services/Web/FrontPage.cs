using System.Text.Encodings.Web;

namespace Patchbay.Services.Web;

/// <summary>The page that leads to the pages of the services.</summary>
static class FrontPage
{
    /// <summary>The page.</summary>
    /// <param name="paths">The services' first segments.</param>
    public static string Render(IEnumerable<string> paths)
    {
        var items = paths.Select(static path => $"<li><a href=\"/{Uri.EscapeDataString(path)}/\">{HtmlEncoder.Default.Encode(path)}</a></li>");
        return $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Patchbay</title>
            <style>{ListingPage.Style}</style></head><body>
            <h1>Pages of this node</h1>
            <ul>{string.Concat(items)}</ul>
            <nav aria-label="Files"><a href="/">Files</a></nav>
            </body></html>

            """;
    }
}
