using Patchbay.Observation;

namespace Patchbay;

/// <summary>The watch on a terminal: the busiest sockets that fit.</summary>
sealed class SocketWatchScreen(Stream output) : ISocketWatchOutput
{
    readonly TerminalScreen _screen = new(output);

    public void Begin() => _screen.Begin();

    public void Show(SocketWatcher watcher, IReadOnlyList<SocketChange> changes, TimeSpan now)
    {
        using var page = new MemoryStream();
        var table = new Utf8Table(page, heading: true,
            new("KIND"), new("STATE"), new("IN/s", true), new("OUT/s", true), new("RECV-Q", true), new("SEND-Q", true), new("LOCAL"), new("REMOTE"), new("AGE", true), new("PROCESS"));
        var order = 0ul;
        foreach (var socket in watcher.Sockets
            .OrderByDescending(static socket => (socket.ReceiveRate ?? 0) + (socket.SendRate ?? 0)).ThenByDescending(static socket => socket.FirstSeen)
            .ThenBy(static socket => socket.Row.Local.Port).Take(TerminalScreen.Height))
        {
            SocketWatchCells.Write(table, socket, now);
            table.EndRow(order++);
        }

        table.Finish();
        var opened = changes.Count(static change => change.Kind == SocketChangeKind.Opened && !change.Socket.WasThere);
        var closed = changes.Count(static change => change.Kind == SocketChangeKind.Closed);
        _screen.Draw($"{watcher.Sockets.Count} sockets, {opened} new, {closed} gone · busiest first · Ctrl-C ends", page.ToArray());
    }

    public void End() => _screen.End();
}
