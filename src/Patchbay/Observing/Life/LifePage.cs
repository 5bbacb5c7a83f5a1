using System.Globalization;
using System.Net;
using System.Text;
using Patchbay.Observation;

namespace Patchbay;

/// <summary>A recording as one HTML page that needs nothing else: no script, no font, no picture from anywhere. Pure.</summary>
static class LifePage
{
    // What nobody scrolls through is not drawn; the recording has it all.
    const int MostDiagrams = 60;

    public static string Write(string subject, DateTimeOffset began, LifeTimeline timeline)
    {
        var page = new StringBuilder();
        var entries = timeline.Entries.Where(static entry => entry.Socket > 0).ToLookup(static entry => entry.Socket);
        var connections = timeline.Connections.Where(connection => entries.Contains(connection.First.Number) || (connection.Second is { } second && entries.Contains(second.Number))).ToList();
        var last = timeline.Entries.Count == 0 ? TimeSpan.Zero : timeline.Entries.Max(static entry => entry.At);
        page.Append(CultureInfo.InvariantCulture, $$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{{Text(subject)}} · the life of its sockets</title>
            <style>{{LifeStyle.Css}}</style>
            </head>
            <body>
            <header>
            <h1>{{Text(subject)}}</h1>
            <p class="facts">{{began.ToString("d MMMM yyyy, HH:mm:ss zzz", CultureInfo.InvariantCulture)}} · {{Count(connections.Count(static one => one.Second is not null), "connection")}} with both ends, {{Count(connections.Count(static one => one.Second is null), "other socket")}} · {{Count(timeline.Entries.Count, "event")}} in {{Patchbay.Sockets.Duration.Format(last)}}</p>
            </header>

            """);
        foreach (var unseen in timeline.Entries.Where(static entry => entry.Track == LifeTrack.Unseen))
        {
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"unseen\">{Text(Sentence(unseen.Words))}{(unseen.Because is { } hint ? $" <span>{Text(Sentence(hint))}</span>" : "")}</p>\n");
        }

        var programs = timeline.Entries.Where(static entry => entry.Track == LifeTrack.Process).Take(100).ToList();
        if (programs.Count > 0)
        {
            page.Append("<details><summary>Programs</summary><ul>\n");
            foreach (var entry in programs)
            {
                page.Append(CultureInfo.InvariantCulture, $"<li><time>{LifeNames.Moment(entry.At)} ms</time> {Text(entry.Words)}{(entry.Because is { } because ? $" <em>{Text(because)}</em>" : "")}</li>\n");
            }

            page.Append("</ul></details>\n");
        }

        page.Append(LifeStyle.Legend);
        foreach (var (first, second) in connections.Take(MostDiagrams))
        {
            List<LifeEntry> both = [.. entries[first.Number].Concat(second is null ? [] : entries[second.Number]).OrderBy(static entry => entry.At)];
            page.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>{Heading(timeline.Scene, first, second)}</h2>\n{new LifeDrawing(timeline.Scene, first, second, both).Draw()}</section>\n");
        }

        if (connections.Count > MostDiagrams)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"unseen\">{connections.Count - MostDiagrams} more sockets are in the recording and not drawn here.</p>\n");
        }

        return page.Append("</body>\n</html>\n").ToString();
    }

    /// <summary>Escaped for HTML and SVG, with no control characters.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(LadderText.Clean(text));

    static string Heading(LifeScene scene, SocketLife first, SocketLife? second) => second is null
        ? $"<span>#{first.Number}</span> {Text(LifeNames.Whole(scene, first))}"
        : $"<span>#{first.Number}</span> {Text(LifeNames.Program(scene, first))} {Text(LifeNames.End(first))} <b>⇄</b> {Text(LifeNames.End(second))} {Text(LifeNames.Program(scene, second))} <span>#{second.Number}</span>";

    static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    static string Sentence(string words) => char.ToUpperInvariant(words[0]) + words[1..] + ".";
}
