using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Patchbay.Services.Web;

/// <summary>A listing for people: one page without scripts, that keyboards, phones, dark rooms and text browsers can use.</summary>
static class ListingPage
{
    /// <summary>The field Content-Security-Policy that fits: names of files cannot become more than text, whatever is in them.</summary>
    public const string SecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>What every page of ours looks like.</summary>
    public const string Style = """
        :root{color-scheme:light dark;--line:#8884;--soft:#8882;--dim:light-dark(#5c5c66,#a5a5b0);--link:light-dark(#0b57d0,#8ab4f8)}
        *{box-sizing:border-box}
        body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1.25rem 1rem 3rem;background:light-dark(#fff,#16161a);color:light-dark(#1b1b1f,#e6e6ea)}
        h1{font-size:1.25rem;font-weight:600;margin:.25rem 0 1rem;overflow-wrap:anywhere}
        a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
        :focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
        table{width:100%;border-collapse:collapse}
        th,td{text-align:left;padding:.45rem .5rem;border-bottom:1px solid var(--line);vertical-align:baseline}
        th{font-weight:600;font-size:.875rem;white-space:nowrap}
        th:first-child{width:100%}td:first-child{overflow-wrap:anywhere}
        .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        td.n,time,.empty,footer{color:var(--dim)}
        tbody tr:hover{background:var(--soft)}
        nav,form{display:flex;flex-wrap:wrap;gap:.75rem;align-items:center;margin:1rem 0}
        form{padding:.75rem;border:1px solid var(--line);border-radius:8px}
        input,button{font:inherit;max-width:100%}button{padding:.3rem .9rem}
        .d{white-space:nowrap}
        footer{font-size:.875rem;margin-top:1.5rem}
        @media(max-width:34rem){.d{display:none}th,td{padding:.55rem .25rem}}
        """;

    /// <summary>The page.</summary>
    /// <param name="listing">What it shows.</param>
    /// <param name="options">What it offers besides.</param>
    public static string Render(FolderListing listing, ListingPageOptions options)
    {
        var path = listing.Path;
        var login = options.User is null ? "" : "?login";
        var html = new StringBuilder(4096 + (listing.Entries.Count * 200));
        html.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
            <title>{Text(path.ToString())}</title>
            <link rel="alternate" type="application/json" href="?json">

            """);
        if (path.Segments.Count > 0)
        {
            html.AppendLine(CultureInfo.InvariantCulture, $"<link rel=\"up\" href=\"../{login}\">");
        }

        html.Append(CultureInfo.InvariantCulture, $"<style>\n{Style}\n</style></head><body>\n<h1>");
        AppendCrumbs(html, path, login);
        html.AppendLine("</h1>");
        AppendTable(html, listing, login);
        if (listing.IsCut)
        {
            html.AppendLine(CultureInfo.InvariantCulture, $"<p class=\"empty\">Only {FolderListing.Most:N0} names are shown; there are more.</p>");
        }

        AppendTools(html, listing.Order, login, options);
        return html.Append("</body></html>\n").ToString();
    }

    static void AppendCrumbs(StringBuilder html, WebPath path, string login)
    {
        html.Append(path.Segments.Count == 0 ? "<span>/</span>" : $"<a href=\"/{login}\">/</a> ");
        for (var index = 0; index < path.Segments.Count; index++)
        {
            var name = Text(path.Segments[index]);
            html.Append(index == path.Segments.Count - 1
                ? $"<span aria-current=\"page\">{name}</span>"
                : $"<a href=\"{Text(new WebPath([.. path.Segments.Take(index + 1)], IsFolder: true).ToUrl())}{login}\">{name}</a> / ");
        }
    }

    static void AppendTable(StringBuilder html, FolderListing listing, string login)
    {
        html.AppendLine("<table><thead><tr>");
        foreach (var key in ListingOrder.Keys)
        {
            AppendColumn(html, listing.Order, key, login);
        }

        html.AppendLine("</tr></thead><tbody>");
        if (listing.Path.Segments.Count > 0)
        {
            html.AppendLine(CultureInfo.InvariantCulture, $"<tr><td><a href=\"../{login}\" rel=\"up\">../</a></td><td class=\"n\"></td><td class=\"d\"></td></tr>");
        }

        foreach (var entry in listing.Entries)
        {
            var (name, slash) = (Text(entry.Name), entry.IsFolder ? "/" : "");
            var query = entry.IsFolder ? login : "";
            html.AppendLine(CultureInfo.InvariantCulture, $"<tr><td><a href=\"{Text("./" + Uri.EscapeDataString(entry.Name))}{slash}{query}\">{name}{slash}</a></td><td class=\"n\">{(entry.IsFolder ? "" : $"<span title=\"{entry.Length:N0} bytes\">{Size(entry.Length)}</span>")}</td><td class=\"d\"><time datetime=\"{entry.Modified.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}\">{entry.Modified.UtcDateTime:yyyy-MM-dd HH:mm}</time></td></tr>");
        }

        html.AppendLine("</tbody></table>");
        if (listing.Entries.Count == 0)
        {
            html.AppendLine("<p class=\"empty\">This folder is empty.</p>");
        }
    }

    static void AppendColumn(StringBuilder html, ListingOrder order, string key, string login)
    {
        var (isSorted, style) = (order.Key == key, key == ListingOrder.Size ? " class=\"n\"" : key == ListingOrder.Date ? " class=\"d\"" : "");
        var aria = isSorted ? order.IsDescending ? " aria-sort=\"descending\"" : " aria-sort=\"ascending\"" : "";
        var title = key switch { ListingOrder.Size => "Size", ListingOrder.Date => "Changed (UTC)", _ => "Name" };
        html.AppendLine(CultureInfo.InvariantCulture, $"<th scope=\"col\"{style}{aria}><a href=\"{Text(order.Click(key).Query + login.Replace('?', '&'))}\">{title}{(isSorted ? order.IsDescending ? " ↓" : " ↑" : "")}</a></th>");
    }

    static void AppendTools(StringBuilder html, ListingOrder order, string login, ListingPageOptions options)
    {
        html.AppendLine("<nav aria-label=\"This folder\">");
        if (options.HasZip)
        {
            html.AppendLine("<a href=\"?zip\" download>Download as zip</a>");
        }

        html.AppendLine("<a href=\"?json\">As JSON</a>");
        if (options.CanSignIn)
        {
            html.AppendLine("<a href=\"?login\">Sign in to upload</a>");
        }

        html.AppendLine("</nav>");
        if (options.CanUpload)
        {
            html.AppendLine(CultureInfo.InvariantCulture, $"""
                <form method="post" enctype="multipart/form-data" action="./{Text(order.Query + login.Replace('?', '&'))}">
                <label for="file">Upload</label> <input type="file" id="file" name="file" multiple required> <button>Upload</button>
                </form>
                <form method="post" enctype="multipart/form-data" action="./{Text(order.Query + login.Replace('?', '&'))}">
                <label for="folder">New folder</label> <input id="folder" name="folder" maxlength="80" required autocomplete="off"> <button>Make</button>
                </form>
                """);
        }

        if (options.User is { } user)
        {
            html.AppendLine(CultureInfo.InvariantCulture, $"<footer>Signed in as {Text(user)}.</footer>");
        }
    }

    /// <summary>A length as people read it.</summary>
    public static string Size(long length)
    {
        ReadOnlySpan<string> units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
        var (value, unit) = ((double)length, 0);
        while (value >= 1024 && unit < units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value.ToString(unit == 0 || value >= 99.95 ? "0" : "0.0", CultureInfo.InvariantCulture)} {units[unit]}");
    }

    static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
