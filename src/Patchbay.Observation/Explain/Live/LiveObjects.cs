using System.Globalization;
using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>Points at what a word stands for: an object of this machine, now. Thread-safe; reads only.</summary>
public static class LiveObjects
{
    /// <summary>One such object in words; says so when there is none.</summary>
    public static string Find(LiveObject kind)
    {
        try
        {
            return kind switch
            {
                LiveObject.Address => Address(),
                LiveObject.Descriptor => Descriptor(),
                LiveObject.Port => Listener() is { } row ? Text($"port {row.Local.Port}, where {Owner(row)} listens") : "none now: nobody listens",
                LiveObject.Listener => Listener() is { } row ? Text($"{row.Local}, listened on by {Owner(row)}") : "none now: nobody listens",
                LiveObject.Backlog => Listener() is { } row ? Text($"of {row.Local}: {row.ReceiveQueue} wait now, {row.SendQueue} may") : "none now: nobody listens",
                LiveObject.Connection => Connection() is { } row ? Text($"{row.Local} to {row.Remote}, of {Owner(row)}") : "none now: no connection is open",
                LiveObject.Buffer => Connection() is { } row ? Text($"of {row.Local} to {row.Remote}: {row.ReceiveQueue} B wait to be read, {row.SendQueue} B to be acknowledged") : "none now: no connection is open",
                LiveObject.EphemeralPort => Ephemeral(),
                LiveObject.TimeWait => First(SocketTables.Tcp, static row => row.State == TcpState.TimeWait) is { } row
                    ? Text($"{row.Local} to {row.Remote}, for {row.TimerMilliseconds / 1000} s more") : "none now",
                _ => First(SocketTables.Udp, static row => true) is { } row ? Text($"{row.Local}, of {Owner(row)}") : "none now: no UDP socket is open",
            };
        }
        catch (ObservationException error)
        {
            return $"cannot be read here: {error.Message}";
        }
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    static string Owner(SocketRow row) => row.Owners is [var owner, ..] ? owner.ToString() : "a process that is closed to us";

    static string Address() =>
        NetworkInterfaces.Read().SelectMany(static one => one.Addresses.Select(address => $"{address.Address} on {one.Name}"))
            .OrderBy(static text => text.EndsWith(" on lo", StringComparison.Ordinal)).FirstOrDefault() ?? "none now: no interface has one";

    // Ours: a socket is opened to be looked at.
    static string Descriptor()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var number = ((int)socket.Handle).ToString(CultureInfo.InvariantCulture);
        var link = OperatingSystem.IsLinux() ? new FileInfo($"/proc/self/fd/{number}").LinkTarget : null;
        return $"descriptor {number} of this process, opened to be shown{(link is null ? "" : $": /proc/self/fd/{number} is a link to {link}")}";
    }

    static string Ephemeral()
    {
        if (EphemeralRange.Read() is not { } range)
        {
            return "the range is not known here";
        }

        var row = First(SocketTables.Tcp, one => one.HasRemote && one.Local.Port >= range.First && one.Local.Port <= range.Last);
        return row is null ? Text($"none now; the kernel would take one of {range.First} to {range.Last}") : Text($"port {row.Local.Port}, taken for {row.Local} to {row.Remote}");
    }

    static SocketRow? Listener() => First(SocketTables.Tcp, static row => row.IsListener);

    static SocketRow? Connection() => First(SocketTables.Tcp, static row => row is { State: TcpState.Established, Owners.Count: > 0 });

    static SocketRow? First(SocketTables tables, Func<SocketRow, bool> isOne)
    {
        using var reader = SocketTable.Open(new SocketQuery { Tables = tables, Details = SocketDetails.Owners });
        while (reader.Read())
        {
            if (isOne(reader.Row))
            {
                return reader.Row.Copy();
            }
        }

        return null;
    }
}
