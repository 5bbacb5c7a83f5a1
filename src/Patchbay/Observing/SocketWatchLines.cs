using System.Text;
using Patchbay.Observation;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>The watch in a pipe: a line a change, and a line for each connection over which bytes flowed.</summary>
sealed class SocketWatchLines(Stream output) : ISocketWatchOutput
{
    public void Begin()
    {
    }

    public void Show(SocketWatcher watcher, IReadOnlyList<SocketChange> changes, TimeSpan now)
    {
        var text = new StringBuilder();
        foreach (var change in changes)
        {
            var row = change.Socket.Row;
            var what = change.Kind switch
            {
                SocketChangeKind.Opened => change.Socket.WasThere ? "there  " : "opened ",
                SocketChangeKind.Closed => "closed ",
                _ => "state  ",
            };
            Line(text, now, what, change.Socket, change.Kind switch
            {
                SocketChangeKind.State => $"{SocketWords.Of(change.Before)} -> {SocketWords.StateOf(row)}",
                SocketChangeKind.Closed => $"after {SocketWatchCells.Age(change.Socket, now)}",
                _ => SocketWords.StateOf(row),
            });
        }

        foreach (var socket in watcher.Sockets)
        {
            if (socket.ReceiveRate > 0 || socket.SendRate > 0)
            {
                Line(text, now, "flows  ", socket, $"in {SocketWatchCells.Rate(socket.ReceiveRate)}/s, out {SocketWatchCells.Rate(socket.SendRate)}/s");
            }
        }

        output.Write(Encoding.UTF8.GetBytes(text.ToString()));
        output.Flush();
    }

    public void End()
    {
    }

    static void Line(StringBuilder text, TimeSpan now, string what, WatchedSocket socket, string more)
    {
        var row = socket.Row;
        var line = $"{Duration.Format(now),8}  {what}{SocketWords.Of(row.Kind)} {SocketName.Of(row, local: true)}{(row.HasRemote ? " -> " + SocketName.Of(row, local: false) : "")}  {more}  {SocketOwners.Text(row)}";
        foreach (var one in line)
        {
            text.Append(char.IsControl(one) ? '?' : one);
        }

        text.Append('\n');
    }
}
