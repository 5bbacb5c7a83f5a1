using System.Globalization;
using Patchbay.Sockets;

namespace Patchbay.Observation.Tests;

/// <summary>Rows in the words of ss(8), from its output and from ours.</summary>
static class SsOutput
{
    static readonly Dictionary<TcpState, string> States = new()
    {
        [TcpState.Established] = "ESTAB",
        [TcpState.SynSent] = "SYN-SENT",
        [TcpState.SynReceived] = "SYN-RECV",
        [TcpState.FinWait1] = "FIN-WAIT-1",
        [TcpState.FinWait2] = "FIN-WAIT-2",
        [TcpState.TimeWait] = "TIME-WAIT",
        [TcpState.Closed] = "UNCONN",
        [TcpState.CloseWait] = "CLOSE-WAIT",
        [TcpState.LastAck] = "LAST-ACK",
        [TcpState.Listen] = "LISTEN",
        [TcpState.Closing] = "CLOSING",
    };

    /// <summary>The lines of ss, each with single spaces, sorted.</summary>
    public static List<string> Normalize(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Order(StringComparer.Ordinal)];

    /// <summary>Our row as <c>ss -HOn</c> writes it, with <c>-p</c> where owners are given.</summary>
    public static string Line(SocketRow row)
    {
        var (kind, local, remote) = row.Kind switch
        {
            SocketKind.Tcp => ("tcp", End(row, row.Local), End(row, row.Remote)),
            SocketKind.Udp => ("udp", End(row, row.Local), End(row, row.Remote)),
            SocketKind.Raw => ("raw", End(row, row.Local), End(row, row.Remote)),
            SocketKind.UnixStream => Unix("u_str", row),
            SocketKind.UnixDatagram => Unix("u_dgr", row),
            SocketKind.UnixSequenced => Unix("u_seq", row),
            SocketKind.PacketRaw => ("p_raw", Packet(row), "*"),
            _ => ("p_dgr", Packet(row), "*"),
        };
        var line = $"{kind} {States[row.State]} {row.ReceiveQueue} {row.SendQueue} {local} {remote}";
        return row.Owners.Count == 0 ? line
            : $"{line} users:({string.Join(',', row.Owners.OrderByDescending(static owner => owner.Descriptor).Select(static owner => $"(\"{owner.Name}\",pid={owner.Pid},fd={owner.Descriptor})"))})";
    }

    /// <summary>The same without its second word.</summary>
    public static string LineWithoutState(SocketRow row)
    {
        var words = Line(row).Split(' ');
        return string.Join(' ', words.Take(1).Concat(words.Skip(2)));
    }

    static (string, string, string) Unix(string kind, SocketRow row) =>
        (kind, $"{row.Name ?? "*"} {row.Inode}", $"* {row.PeerInode}");

    static string Packet(SocketRow row) =>
        $"{row.Name switch { "arp" => "[2054]", "lldp" => "[35020]", _ => "*" }}:{(row.Interface == 0 ? "*" : row.Interface.ToString(CultureInfo.InvariantCulture))}";

    static string End(SocketRow row, SocketEnd end)
    {
        var port = end.Port == 0 ? "*" : end.Port.ToString(CultureInfo.InvariantCulture);
        var isDual = end is { IsAny: true, Host.IsV6: true } && row.IsV6Only != true;
        return end is { IsAny: true } ? $"{(isDual ? "*" : end.Host.IsV6 ? "[::]" : "0.0.0.0")}:{port}"
            : end.Host.IsV6 ? $"[{end.Host}]:{port}" : $"{end.Host}:{port}";
    }
}
