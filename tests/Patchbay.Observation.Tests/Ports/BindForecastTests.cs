using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Patchbay.Observation.Tests.Ports;

/// <summary>What is foretold of a bind against the kernel's own answer to it: every holder against every wish.</summary>
[Collection(AloneCollection.Name)]
public sealed partial class BindForecastTests : IDisposable
{
    const int SOL_SOCKET = 1;
    const int SO_REUSEADDR = 2;
    const int SO_REUSEPORT = 15;
    const int Port = 7300;

    static readonly string[] Hosts = ["127.0.0.1", "0.0.0.0", "10.77.1.2", "::1", "::", "fd77:1::2", "::ffff:127.0.0.1"];

    readonly NetworkLab? _lab = NetworkLab.Missing is null ? new() : null;

    public void Dispose() => _lab?.Dispose();

    [LabFact]
    public void Every_bind_goes_as_foretold() => _lab!.Inside("client", () =>
    {
        var (works, fails) = (0, 0);
        foreach (var type in new[] { SocketType.Stream, SocketType.Dgram })
        {
            foreach (var (held, heldDual) in Wishes())
            {
                foreach (var option in new[] { 0, SO_REUSEADDR, SO_REUSEPORT })
                {
                    foreach (var listens in type == SocketType.Stream ? new[] { false, true } : [false])
                    {
                        using var holder = Open(type, held, heldDual, option);
                        Assert.Equal(0, Bind(holder, held));
                        if (listens)
                        {
                            Assert.Equal(0, NativeListen((int)holder.Handle, 5));
                        }

                        Compare(type, holder, $"{type} {held} dual={heldDual} option={option} listens={listens}", ref works, ref fails);
                    }
                }
            }
        }

        Assert.True(works > 50 && fails > 50, $"{works} work, {fails} fail");
        return 0;
    });

    [LabFact]
    public void Time_wait_keeps_a_port_and_yields_to_reuse() => _lab!.Inside("client", () =>
    {
        var listener = Open(SocketType.Stream, IPAddress.Loopback, false, SO_REUSEADDR);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        listener.Listen();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(IPAddress.Loopback, Port);
        var server = listener.Accept();
        server.Shutdown(SocketShutdown.Send);
        client.Receive(new byte[1]);
        client.Close();
        server.Receive(new byte[1]);
        server.Close();
        listener.Close();
        var forecast = Forecast(SocketType.Stream, IPAddress.Loopback, false, held: null);
        var conflict = Assert.Single(forecast.Conflicts);
        Assert.Equal(Patchbay.Sockets.TcpState.TimeWait, conflict.Row.State);
        Assert.False(forecast.Works);
        Assert.Null(forecast.WorksWithReuseAddress);
        Assert.False(Binds(SocketType.Stream, IPAddress.Loopback, false, 0));
        Assert.True(Binds(SocketType.Stream, IPAddress.Loopback, false, SO_REUSEADDR));
        return 0;
    });

    [LabFact]
    public void The_answer_names_the_holder() => _lab!.Inside("client", () =>
    {
        using var holder = Open(SocketType.Stream, IPAddress.IPv6Any, true, 0);
        holder.Bind(new IPEndPoint(IPAddress.IPv6Any, Port));
        holder.Listen();
        var answer = PortQuestion.Ask(new PortWanted(null, Port));
        var row = Assert.Single(answer.Sockets);
        Assert.Equal(Environment.ProcessId, Assert.Single(row.Owners).Pid);
        Assert.All(answer.Forecasts.Where(static forecast => forecast.Kind == SocketKind.Tcp), static forecast => Assert.False(forecast.Works));
        Assert.All(answer.Forecasts.Where(static forecast => forecast.Kind == SocketKind.Udp), static forecast => Assert.True(forecast.Works));
        Assert.Equal(
            [BindConflictKind.DualStack, BindConflictKind.DualStack, BindConflictKind.SameAddress],
            answer.Forecasts.Where(static forecast => forecast.Kind == SocketKind.Tcp).Select(static forecast => forecast.Conflicts.Single().Kind));
        return 0;
    });

    [Theory]
    [InlineData(":8080", null, 8080)]
    [InlineData("8080", null, 8080)]
    [InlineData("*:8080", null, 8080)]
    [InlineData("127.0.0.1:80", "127.0.0.1", 80)]
    [InlineData("[::1]:80", "::1", 80)]
    public void A_port_is_asked_for_as_an_address(string text, string? host, int port)
    {
        Assert.True(PortWanted.TryParse(text, out var wanted));
        Assert.Equal((host, port), (wanted.Host?.ToString(), (int)wanted.Port));
    }

    [Theory]
    [InlineData(":0")]
    [InlineData(":65536")]
    [InlineData("http")]
    [InlineData("::1:80")]
    [InlineData("1:80")]
    [InlineData("established")]
    [InlineData("")]
    public void Other_words_are_no_port(string text) => Assert.False(PortWanted.TryParse(text, out _));

    static void Compare(SocketType type, Socket held, string holder, ref int works, ref int fails)
    {
        foreach (var (wanted, dual) in Wishes())
        {
            foreach (var option in new[] { 0, SO_REUSEADDR, SO_REUSEPORT })
            {
                bool? foretold = null;
                var real = false;
                // A socket closed a moment ago lives on while a child of another test stands between fork(2) and execve(2): then both are asked again.
                SpinWait.SpinUntil(() =>
                {
                    var forecast = Forecast(type, wanted, dual, held);
                    foretold = option switch { 0 => forecast.Works, SO_REUSEADDR => forecast.WorksWithReuseAddress, _ => forecast.WorksWithReusePort };
                    real = Binds(type, wanted, dual, option);
                    return foretold == real;
                }, TimeSpan.FromSeconds(2));
                Assert.True(foretold == real, $"held {holder}; wanted {wanted} dual={dual} option={option}: foretold {foretold}, really {real}");
                works += real ? 1 : 0;
                fails += real ? 0 : 1;
            }
        }
    }

    static IEnumerable<(IPAddress Host, bool Dual)> Wishes() =>
        Hosts.Select(IPAddress.Parse).SelectMany(static host => host.Equals(IPAddress.IPv6Any) ? [(host, true), (host, false)] : new[] { (host, host.IsIPv4MappedToIPv6) });

    static BindForecast Forecast(SocketType type, IPAddress wanted, bool dual, Socket? held)
    {
        var tables = type == SocketType.Stream ? SocketTables.Tcp : SocketTables.Udp;
        var rows = SocketTable.ReadAll(new SocketQuery { Tables = tables, BoundOnly = true, Filter = SocketFilter.Parse($"sport = {Port}", new SystemFilterNames()) });
        return BindForecast.Of(
            type == SocketType.Stream ? SocketKind.Tcp : SocketKind.Udp, new SocketEnd(HostAddress.From(wanted), Port), dual, rows,
            row => held is null ? null : Linux.BorrowedSocket.ReuseOptions(Environment.ProcessId, (int)held.Handle, row.Cookie), 0);
    }

    static bool Binds(SocketType type, IPAddress host, bool dual, int option)
    {
        using var socket = Open(type, host, dual, option);
        return Bind(socket, host) switch { 0 => true, Linux.Errno.EADDRINUSE => false, var errno => throw new SocketException(errno) };
    }

    static Socket Open(SocketType type, IPAddress host, bool dual, int option)
    {
        var socket = new Socket(host.AddressFamily, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp);
        if (host.AddressFamily == AddressFamily.InterNetworkV6)
        {
            socket.DualMode = dual;
        }

        if (option != 0)
        {
            socket.SetRawSocketOption(SOL_SOCKET, option, BitConverter.GetBytes(1));
        }

        return socket;
    }

    // Socket.Bind sets SO_REUSEADDR by itself for TCP.
    static int Bind(Socket socket, IPAddress host)
    {
        var address = new IPEndPoint(host, Port).Serialize();
        return NativeBind((int)socket.Handle, address.Buffer.ToArray(), (uint)address.Size) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    [LibraryImport("libc", EntryPoint = "listen")]
    private static partial int NativeListen(int socket, int backlog);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int NativeBind(int socket, byte[] address, uint length);
}
