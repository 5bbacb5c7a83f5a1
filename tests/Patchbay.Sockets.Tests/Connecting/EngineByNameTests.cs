using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets.Tests;

/// <summary>Every engine connects to names by the one race.</summary>
public class EngineByNameTests
{
    [Theory, Engines(Can.Connect)]
    public async Task A_name_whose_first_address_refuses_is_connected_by_its_second(TestedEngine tested)
    {
        await using var engine = Create(tested);
        // localhost is ::1 first, where nobody listens on this port.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;

        await using var connection = await engine.ConnectAsync(new DnsEndPoint("localhost", port)).AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(listener.LocalEndPoint, connection.RemoteEndPoint);
    }

    [Theory, Engines(Can.Connect)]
    public async Task A_refusal_is_told_in_the_name_asked_for_with_a_hint(TestedEngine tested)
    {
        await using var engine = Create(tested);
        using var bound = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        bound.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        var port = ((IPEndPoint)bound.LocalEndPoint!).Port;

        var error = await Assert.ThrowsAsync<ConnectException>(() => engine.ConnectAsync(new DnsEndPoint("localhost", port)).AsTask().WaitAsync(TimeSpan.FromSeconds(30)));

        Assert.StartsWith($"localhost:{port} refused the connection after ", error.Message, StringComparison.Ordinal);
        Assert.Equal($"The machine answered, but nothing listens on {port}.", error.Hint);
    }

    [Theory, Engines(Can.Connect)]
    public async Task A_name_whose_first_address_is_silent_is_connected_by_its_second(TestedEngine tested)
    {
        if (!OperatingSystem.IsLinux() || !Socket.OSSupportsIPv6)
        {
            return;
        }

        await using var engine = Create(tested);
        using var open = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        open.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        open.Listen();
        var port = ((IPEndPoint)open.LocalEndPoint!).Port;

        // Linux answers no SYN while more connections wait to be accepted than the backlog: with a backlog of 0, the second is met by silence.
        using var silent = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = false };
        silent.Bind(new IPEndPoint(IPAddress.IPv6Loopback, port));
        silent.Listen(0);
        using var waiting = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        await waiting.ConnectAsync(new IPEndPoint(IPAddress.IPv6Loopback, port)).WaitAsync(TimeSpan.FromSeconds(30));

        await using var connection = await engine.ConnectAsync(new DnsEndPoint("localhost", port)).AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(open.LocalEndPoint, connection.RemoteEndPoint);
    }

    static ISocketEngine Create(TestedEngine tested) => SocketEngine.Create(tested switch
    {
        TestedEngine.Uring => EngineKind.Uring,
        TestedEngine.UringPinned => EngineKind.UringPinned,
        _ => EngineKind.Sockets,
    });
}
