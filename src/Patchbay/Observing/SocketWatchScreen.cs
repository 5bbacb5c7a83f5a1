using System.Text;
using Patchbay.Observation;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>The watch on a terminal: the busiest sockets that fit, on the alternate screen, drawn as a whole so that nothing flickers.</summary>
sealed class SocketWatchScreen(Stream output) : ISocketWatchOutput
{
    public void Begin() => Write("\e[?1049h\e[?25l");

    public void Show(SocketWatcher watcher, IReadOnlyList<SocketChange> changes, TimeSpan now)
    {
        var (height, width) = Size();
        using var page = new MemoryStream();
        var table = new Utf8Table(page, heading: true,
            new("KIND"), new("STATE"), new("IN/s", true), new("OUT/s", true), new("RECV-Q", true), new("SEND-Q", true), new("LOCAL"), new("REMOTE"), new("AGE", true), new("PROCESS"));
        var order = 0ul;
        foreach (var socket in watcher.Sockets
            .OrderByDescending(static socket => (socket.ReceiveRate ?? 0) + (socket.SendRate ?? 0)).ThenByDescending(static socket => socket.FirstSeen)
            .ThenBy(static socket => socket.Row.Local.Port).Take(Math.Max(1, height - 3)))
        {
            SocketWatchCells.Write(table, socket, now);
            table.EndRow(order++);
        }

        table.Finish();
        var opened = changes.Count(static change => change.Kind == SocketChangeKind.Opened && !change.Socket.WasThere);
        var closed = changes.Count(static change => change.Kind == SocketChangeKind.Closed);
        var heading = $"{watcher.Sockets.Count} sockets, {opened} new, {closed} gone · busiest first · Ctrl-C ends";
        // Synchronized update: the terminal shows the page when it is whole.
        var frame = new StringBuilder("\e[?2026h\e[H").Append(Cut(heading, width)).Append("\e[K\r\n");
        foreach (var line in Encoding.UTF8.GetString(page.ToArray()).TrimEnd('\n').Split('\n'))
        {
            frame.Append(Cut(line, width)).Append("\e[K\r\n");
        }

        Write(frame.Append("\e[J\e[?2026l").ToString());
    }

    public void End() => Write("\e[?25h\e[?1049l");

    static string Cut(string line, int width) => line.Length <= width ? line : line[..(width - 1)] + "…";

    static (int Height, int Width) Size()
    {
        try
        {
            return (Math.Max(4, Console.WindowHeight), Math.Max(20, Console.WindowWidth));
        }
        catch (IOException)
        {
            return (24, 80);
        }
    }

    void Write(string text)
    {
        output.Write(Encoding.UTF8.GetBytes(text));
        output.Flush();
    }
}
