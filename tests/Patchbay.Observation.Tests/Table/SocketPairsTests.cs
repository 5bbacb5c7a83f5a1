using System.Net;
using System.Net.Sockets;
using Patchbay.Linux;

namespace Patchbay.Observation.Tests.Table;

public class SocketPairsTests
{
    [TestSupport.NeedsFact("linux")]
    public void Both_ends_of_a_local_connection_are_joined_also_across_the_families()
    {
        using var listener = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        listener.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        listener.Listen();
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(IPAddress.Loopback, port);
        using var server = listener.Accept();
        var (clientPort, filter) = ((ushort)((IPEndPoint)client.LocalEndPoint!).Port, SocketFilter.Parse($"sport = {port}", new SystemFilterNames()));
        var pair = Assert.Single(SocketPairs.Find(new SocketQuery { Tables = SocketTables.Tcp, Filter = filter }));
        Assert.Equal(clientPort, pair.Client.Local.Port);
        Assert.Equal(port, pair.Server!.Local.Port);
        Assert.Equal(pair.Client.Cookie, CookieOf(client));
        Assert.Equal(pair.Server.Cookie, CookieOf(server));
    }

    [TestSupport.NeedsFact("linux")]
    public void Unix_sockets_are_joined_by_their_inodes()
    {
        var name = $"\0patchbay-pairs-{Environment.ProcessId}";
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(name));
        listener.Listen();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(name));
        using var server = listener.Accept();
        var filter = SocketFilter.Parse($"src unix:@{name[1..]}", new SystemFilterNames());
        var pair = Assert.Single(SocketPairs.Find(new SocketQuery { Tables = SocketTables.Unix, Filter = filter }));
        Assert.Equal((CookieOf(client), CookieOf(server)), (pair.Client.Cookie, pair.Server!.Cookie));
    }

    [Fact]
    public void A_look_after_another_tells_what_came_changed_and_went()
    {
        var watcher = new SocketWatcher();
        SocketRow[] first = [Row(1, Sockets.TcpState.Established, 1000), Row(2, Sockets.TcpState.Established, 0), Row(3, Sockets.TcpState.Listen, 0)];
        Assert.All(watcher.Look(first, TimeSpan.Zero), static change => Assert.True(change is { Kind: SocketChangeKind.Opened, Socket.WasThere: true }));
        var changes = watcher.Look([Row(1, Sockets.TcpState.Established, 3000), Row(2, Sockets.TcpState.CloseWait, 0), Row(4, Sockets.TcpState.SynSent, 0)], TimeSpan.FromSeconds(2));
        Assert.Equal(
            ["2 State Established", "3 Closed Listen", "4 Opened SynSent"],
            changes.Select(static change => $"{change.Socket.Row.Cookie} {change.Kind} {change.Before}").Order());
        Assert.False(changes.Single(static change => change.Kind == SocketChangeKind.Opened).Socket.WasThere);
        var one = watcher.Sockets.Single(static socket => socket.Row.Cookie == 1);
        Assert.Equal((1000.0, TimeSpan.Zero), (one.ReceiveRate, one.FirstSeen));
        Assert.Equal(3, watcher.Sockets.Count);
    }

    static SocketRow Row(ulong cookie, Sockets.TcpState state, ulong received) => new() { Kind = SocketKind.Tcp, Cookie = cookie, State = state, Tcp = new TcpDetails { BytesReceived = received } };

    static ulong CookieOf(Socket socket)
    {
        Assert.True(KernelSocket.TryGetCookie((int)socket.Handle, out var cookie));
        return cookie;
    }
}
