using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets.Tests.Layers;

public sealed class ProxyProtocolLayerTests
{
    [Theory, Engines(Can.Ours)]
    public async Task A_header_sent_byte_by_byte_gives_the_ends_and_leaves_every_byte_behind_it(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (raw, socket) = await arena.PairAsync();
        var accepting = Open("tcp-listen:1,proxy-protocol=any").AcceptAsync(raw).Soon();
        socket.NoDelay = true;
        foreach (var one in "PROXY TCP4 192.0.2.1 192.0.2.2 1000 443\r\nhello".Ascii())
        {
            await socket.SendAllAsync(new[] { one });
        }

        socket.Shutdown(SocketShutdown.Send);
        var connection = arena.Own(await accepting);
        Assert.Equal("192.0.2.1:1000", connection.RemoteEndPoint!.ToString());
        Assert.Equal("192.0.2.2:443", connection.LocalEndPoint!.ToString());
        var feature = connection.Features.Get<IProxyProtocolFeature>()!;
        Assert.Equal(socket.LocalEndPoint, feature.ProxyRemoteEndPoint);
        Assert.Equal(arena.Listener.EndPoint, feature.ProxyLocalEndPoint);
        Assert.Equal("hello", (await connection.Transport.Input.ReadToEndAsync()).Ascii());
    }

    [Fact]
    public async Task The_TLVs_are_kept()
    {
        await using var arena = await Arena.OpenAsync(TestedEngine.Sockets);
        var (raw, socket) = await arena.PairAsync();
        await socket.SendAllAsync(ProxyHeaderV2.Format(new()
        {
            Version = ProxyProtocolVersions.V2,
            Source = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 1),
            Destination = new IPEndPoint(IPAddress.Loopback, 2),
            Tlvs = [new(2, "db.example".Ascii())],
        }));
        var connection = arena.Own(await Open("tcp-listen:1,proxy-protocol=v2").AcceptAsync(raw).Soon());
        var tlv = Assert.Single(connection.Features.Get<IProxyProtocolFeature>()!.Header.Tlvs);
        Assert.Equal((2, "db.example"), (tlv.Type, tlv.Value.ToArray().Ascii()));
    }

    [Theory]
    [InlineData("v1", "PROXY TCP4 192.0.2.7 198.51.100.9 777 443\r\n")]
    [InlineData("v2", "\r\n\r\n\0\r\nQUIT\n!\u0011\0\fÀ\0\u0002\aÆ3d\t\u0003\t\u0001»")]
    public async Task A_client_passes_on_the_ends_of_the_connection_it_speaks_for(string version, string expected)
    {
        await using var arena = await Arena.OpenAsync(TestedEngine.Sockets);
        var ends = new ConnectionEnds(new IPEndPoint(IPAddress.Parse("192.0.2.7"), 777), new IPEndPoint(IPAddress.Parse("::ffff:198.51.100.9"), 443));
        var address = Address.Parse($"127.0.0.1:{((IPEndPoint)arena.Listener.EndPoint).Port},proxy-protocol={version}");
        var connecting = AddressLayers.ConnectAsync(arena.Engine!, address, AddressLayers.Open(address, new LayerSettings()), ends).Soon();
        var server = await arena.AcceptAsync();
        arena.Own(await connecting);
        Assert.Equal(expected.Select(static c => (byte)c), await server.Transport.Input.ReadExactlyAsync(expected.Length));
    }

    [Fact]
    public async Task A_client_that_speaks_for_itself_tells_its_own_ends()
    {
        await using var arena = await Arena.OpenAsync(TestedEngine.Sockets);
        var address = Address.Parse($"127.0.0.1:{((IPEndPoint)arena.Listener.EndPoint).Port},proxy-protocol=v1");
        var connecting = AddressLayers.ConnectAsync(arena.Engine!, address, new LayerSettings()).Soon();
        var server = await arena.AcceptAsync();
        var client = (IPEndPoint)arena.Own(await connecting).LocalEndPoint!;
        var expected = $"PROXY TCP4 127.0.0.1 127.0.0.1 {client.Port} {address.Port}\r\n";
        Assert.Equal(expected, (await server.Transport.Input.ReadExactlyAsync(expected.Length)).Ascii());
    }

    [Fact]
    public async Task It_goes_before_TLS_on_the_wire_and_both_ends_agree()
    {
        await using var arena = await TlsArena.OpenAsync(TestedEngine.Sockets);
        var (client, server) = await arena.PairAsync(arena.Client("ca={dir}/ca.pem,proxy-protocol=v2"), arena.Server("cert={dir}/server.pem,proxy-protocol=any"));
        Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
        await client.Transport.Output.WriteAsync("x".Ascii());
        Assert.Equal("x", (await server.Transport.Input.ReadExactlyAsync(1)).Ascii());
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n", ": the PROXY header is missing: the connection begins with \"GET / HTTP/1.1\"")]
    [InlineData("PROXY TCP4 1.2", ": the PROXY header is cut short by the end of the connection")]
    [InlineData("", ": the PROXY header is missing: the connection ended before it")]
    public async Task A_client_without_header_is_refused_in_one_line(string sent, string message)
    {
        await using var arena = await Arena.OpenAsync(TestedEngine.Sockets);
        var (raw, socket) = await arena.PairAsync();
        await socket.SendAllAsync(sent.Ascii());
        socket.Shutdown(SocketShutdown.Send);
        var error = await Assert.ThrowsAsync<LayerException>(() => Open("tcp-listen:1,proxy-protocol=any").AcceptAsync(raw).Soon());
        Assert.Equal(LayerFailure.Protocol, error.Failure);
        Assert.Equal(socket.LocalEndPoint + message, error.Message);
    }

    [Fact]
    public async Task A_client_that_sends_half_a_header_and_waits_is_ended_by_the_handshake_timeout()
    {
        await using var arena = await Arena.OpenAsync(TestedEngine.Sockets);
        var (raw, socket) = await arena.PairAsync();
        var clock = new ManualTime();
        var accepting = AddressLayers.Open(Address.Parse("tcp-listen:1,proxy-protocol=v1"), new LayerSettings { TimeProvider = clock }).AcceptAsync(raw).Soon();
        await socket.SendAllAsync("PROXY TCP4 ".Ascii());
        await clock.UntilSomebodyWaitsAsync(TimeSpan.FromSeconds(10));
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(LayerFailure.TimedOut, (await Assert.ThrowsAsync<LayerException>(() => accepting)).Failure);
    }

    static LayerStack Open(string address) => AddressLayers.Open(Address.Parse(address), new LayerSettings());
}
