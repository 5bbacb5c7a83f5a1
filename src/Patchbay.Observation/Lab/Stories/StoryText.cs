using System.Globalization;

namespace Patchbay.Observation;

/// <summary>Scenes as lines of text, machines side by side. Pure.</summary>
public static class StoryText
{
    /// <summary>Characters of a pane's content.</summary>
    public const int PaneWidth = 34;

    /// <summary>The lines of a scene, without its caption.</summary>
    public static IReadOnlyList<string> Lines(StoryScene scene)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var panes = scene.Panes.Select(Content).ToList();
        var height = panes.Max(static pane => pane.Count);
        var rule = string.Join("  ", panes.Select(static _ => "+" + new string('-', PaneWidth + 2) + "+"));
        return
        [
            rule,
            .. Enumerable.Range(0, height).Select(row => string.Join("  ", panes.Select(pane => $"| {(row < pane.Count ? pane[row] : "").PadRight(PaneWidth)} |"))),
            rule,
        ];
    }

    static List<string> Content(StoryPane pane)
    {
        var lines = new List<string> { pane.Title };
        foreach (var call in pane.Calls)
        {
            lines.AddRange(Fold("> " + call, 4));
        }

        foreach (var socket in pane.Sockets.Where(static socket => socket.State != SocketGlance.Gone))
        {
            lines.Add("");
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{socket.Name}: {(socket.Descriptor is { } number ? $"fd {number}" : "no fd")}, {socket.State}"));
            lines.AddRange(Ends(socket));
            lines.Add("  " + Buffers(socket));
        }

        return [.. lines.Select(static line => line.Length > PaneWidth ? line[..(PaneWidth - 1)] + "~" : line)];
    }

    static IEnumerable<string> Ends(SocketGlance socket) =>
        socket.Local is not { Port: > 0 } local ? ["  no address yet"]
        : socket.Remote is { } remote ? [$"  {local}", $"  -> {remote}"] : [$"  {local}"];

    static string Buffers(SocketGlance socket) =>
        socket.IsListener ? string.Create(CultureInfo.InvariantCulture, $"queue {socket.Unread} of {socket.Unacknowledged}")
        : socket.IsOrphan || socket.State == "TIME_WAIT" ? SocketGlanceText.Buffers(socket)
        : string.Create(CultureInfo.InvariantCulture, $"in {socket.Unread} B, out {socket.Unacknowledged} B");

    static IEnumerable<string> Fold(string text, int indent)
    {
        while (text.Length > PaneWidth)
        {
            var cut = text.LastIndexOf(' ', PaneWidth);
            cut = cut <= indent ? PaneWidth : cut;
            yield return text[..cut].TrimEnd();
            text = new string(' ', indent) + text[cut..].TrimStart();
        }

        yield return text;
    }
}
