using System.Text.Json;
using Patchbay.Observation;

namespace Patchbay;

/// <summary>The watch as events: <c>there</c>, <c>opened</c>, <c>state</c>, <c>closed</c>, <c>rate</c>.</summary>
sealed class SocketWatchJson(JsonRows rows) : ISocketWatchOutput
{
    public void Begin()
    {
    }

    public void Show(SocketWatcher watcher, IReadOnlyList<SocketChange> changes, TimeSpan now)
    {
        foreach (var change in changes)
        {
            var name = change.Kind switch
            {
                SocketChangeKind.Opened => change.Socket.WasThere ? "there" : "opened",
                SocketChangeKind.Closed => "closed",
                _ => "state",
            };
            rows.Event(name, json =>
            {
                json.WriteNumber("seconds", Math.Round(now.TotalSeconds, 3));
                if (change.Kind == SocketChangeKind.State)
                {
                    json.WriteString("before", SocketWords.Of(change.Before));
                }

                SocketJson.Write(json, change.Socket.Row);
            });
        }

        foreach (var socket in watcher.Sockets)
        {
            if (socket.ReceiveRate > 0 || socket.SendRate > 0)
            {
                rows.Event("rate", json => WriteRate(json, socket, now));
            }
        }

        rows.Flush();
    }

    public void End()
    {
    }

    static void WriteRate(Utf8JsonWriter json, WatchedSocket socket, TimeSpan now)
    {
        json.WriteNumber("seconds", Math.Round(now.TotalSeconds, 3));
        json.WriteNumber("cookie", socket.Row.Cookie);
        json.WriteString("local", SocketName.Of(socket.Row, local: true));
        json.WriteString("remote", SocketName.Of(socket.Row, local: false));
        json.WriteNumber("receivedPerSecond", Math.Round(socket.ReceiveRate ?? 0));
        json.WriteNumber("sentPerSecond", Math.Round(socket.SendRate ?? 0));
    }
}
