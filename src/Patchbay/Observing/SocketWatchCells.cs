using Patchbay.Observation;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>A watched socket as cells.</summary>
static class SocketWatchCells
{
    public static void Write(Utf8Table table, WatchedSocket socket, TimeSpan now)
    {
        var row = socket.Row;
        table.Cell(SocketWords.Of(row.Kind));
        table.Cell(SocketWords.StateOf(row));
        table.Cell(Rate(socket.ReceiveRate));
        table.Cell(Rate(socket.SendRate));
        table.Cell(row.IsListener ? $"{row.ReceiveQueue}/{row.SendQueue}" : $"{row.ReceiveQueue}");
        table.Cell(row.IsListener ? "-" : $"{row.SendQueue}");
        table.Cell(SocketName.Of(row, local: true));
        table.Cell(SocketName.Of(row, local: false));
        table.Cell(Age(socket, now));
        table.Cell(SocketOwners.Text(row));
    }

    /// <summary>The kernel keeps no age: it is exact for what began while we watched, and a least one for the rest.</summary>
    public static string Age(WatchedSocket socket, TimeSpan now) =>
        (socket.WasThere ? ">" : "") + Duration.Format(now - socket.FirstSeen);

    public static string Rate(double? bytes) => bytes is null ? "-" : Quantity.Bytes(bytes.Value);
}
