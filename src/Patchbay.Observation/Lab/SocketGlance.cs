using System.Globalization;
using System.Net;
using Patchbay.Linux;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>A socket of the laboratory as the kernel shows it at one moment.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Descriptor">Its descriptor; null once closed.</param>
/// <param name="State">TCP's state; of UDP <c>BOUND</c>, <c>CONNECTED</c> or <c>UNBOUND</c>; <c>GONE</c> when the kernel has it no longer.</param>
/// <param name="Local">getsockname(); null for none.</param>
/// <param name="Remote">getpeername(); null for none.</param>
/// <param name="IsTcp">TCP.</param>
public sealed record SocketGlance(string Name, int? Descriptor, string State, IPEndPoint? Local, IPEndPoint? Remote, bool IsTcp)
{
    /// <summary>Bytes received and not read; of a listener, connections that wait.</summary>
    public int Unread { get; init; }

    /// <summary>Bytes written and not acknowledged; of a listener, how many may wait.</summary>
    public int Unacknowledged { get; init; }

    /// <summary>SO_RCVBUF.</summary>
    public int ReceiveBuffer { get; init; }

    /// <summary>SO_SNDBUF.</summary>
    public int SendBuffer { get; init; }

    /// <summary>Milliseconds the kernel's timer still runs; only of what no program holds.</summary>
    public uint Timer { get; init; }

    /// <summary>Listens.</summary>
    public bool IsListener => State == "LISTEN";

    /// <summary>The program has given it up and the kernel still brings it to its end.</summary>
    public bool IsOrphan => Descriptor is null && State != Gone;

    internal const string Gone = "GONE";

    /// <summary>Asks the kernel.</summary>
    /// <exception cref="ObservationException">The table cannot be read.</exception>
    public static SocketGlance Of(LabSocket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (socket.IsClosed)
        {
            return Left(socket) ?? new(socket.Name, null, Gone, null, null, socket.IsTcp);
        }

        Span<byte> info = stackalloc byte[TcpInfoParser.Size];
        var tcp = socket.IsTcp && KernelSocket.TryGetTcpInfo(socket.Descriptor, info, out var length) && TcpInfoParser.TryParse(info[..length], out var parsed) ? parsed : null;
        var (local, remote) = (socket.Local, socket.Remote);
        socket.NoteEnds(local, remote);
        // In TIME_WAIT the kernel keeps the connection in a smaller place, and the program's socket is an empty shell.
        if (tcp is { State: TcpState.Closed } && Left(socket) is { } waiting)
        {
            return waiting with { Descriptor = socket.Descriptor };
        }

        var glance = new SocketGlance(
            socket.Name, socket.Descriptor,
            tcp is not null ? StateOf(tcp.State, local) : remote is not null ? "CONNECTED" : local is { Port: > 0 } ? "BOUND" : "UNBOUND", local, remote, socket.IsTcp)
        {
            ReceiveBuffer = socket.GetOption(1, 8) ?? 0,
            SendBuffer = socket.GetOption(1, 7) ?? 0,
        };
        // Of a listener TCP_INFO has the queue in tcpi_unacked and its length in tcpi_sacked.
        return tcp is { State: TcpState.Listen }
            ? glance with { Unread = (int)tcp.Unacknowledged, Unacknowledged = BitConverter.ToInt32(info[28..]) }
            // SIOCOUTQ goes on counting what a connection that is over can send no more.
            : glance with { Unread = socket.Unread, Unacknowledged = tcp is { State: TcpState.Closed } ? 0 : socket.Unacknowledged };
    }

    // RFC 9293 knows no state of a socket that has an address and no connection.
    static string StateOf(TcpState state, IPEndPoint? local) =>
        state != TcpState.Closed ? NameOf(state) : local is { Port: > 0 } ? "CLOSED (bound)" : "CLOSED";

    static string NameOf(TcpState state) => state switch
    {
        TcpState.FinWait1 => "FIN_WAIT1",
        TcpState.FinWait2 => "FIN_WAIT2",
        _ => SocketWords.Of(state).Replace('-', '_'),
    };

    // What the kernel still has of a connection that belongs to no descriptor.
    static SocketGlance? Left(LabSocket socket)
    {
        if (socket is not { IsTcp: true, LastEnds: var (local, remote) })
        {
            return null;
        }

        var filter = SocketFilter.Parse(string.Create(CultureInfo.InvariantCulture, $"sport = {local.Port} and dport = {remote.Port}"), new SystemFilterNames());
        var row = SocketTable.ReadAll(new SocketQuery { Tables = SocketTables.Tcp, Filter = filter })
            .FirstOrDefault(row => row.Inode == 0 && row.Local.Host == HostAddress.From(local.Address) && row.Remote.Host == HostAddress.From(remote.Address));
        return row is null ? null : new(socket.Name, null, NameOf(row.State), local, remote, true)
        {
            Unread = (int)row.ReceiveQueue,
            Unacknowledged = (int)row.SendQueue,
            Timer = row.TimerMilliseconds,
        };
    }
}
