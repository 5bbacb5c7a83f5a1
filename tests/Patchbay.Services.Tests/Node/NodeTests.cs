using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Patchbay.Sockets;

namespace Patchbay.Services.Tests.Node;

using Node = Patchbay.Services.Node;

public sealed class NodeTests : IDisposable
{
    // Two neighbours, so that stepping aside from the first has the second as its next port.
    readonly (TcpListener Holder, int Port) _taken = HoldPortWithFreeNeighbours();

    [Fact]
    public async Task A_default_port_that_is_taken_makes_way_for_the_next_free_one_and_the_holder_is_named()
    {
        await using var engine = SocketEngine.Create(EngineKind.Sockets);
        await using var node = await StartAsync(engine, [Service("one", _taken.Port)]);
        var move = Assert.Single(node.Services[0].Moves);
        Assert.Equal((_taken.Port, _taken.Port + 1), (move.Wanted, move.Used));
        Assert.Equal(_taken.Port + 1, node.Services[0].Bound[0].Port);
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains($"pid {Environment.ProcessId}", move.Holder);
        }
    }

    [Fact]
    public async Task Stepping_aside_leaves_the_default_ports_of_other_services_to_them()
    {
        await using var engine = SocketEngine.Create(EngineKind.Sockets);
        await using var node = await StartAsync(engine, [Service("one", _taken.Port), Service("two", _taken.Port + 1)]);
        Assert.Equal(_taken.Port + 2, node.Services[0].Bound[0].Port);
        Assert.Equal(_taken.Port + 1, node.Services[1].Bound[0].Port);
        Assert.Empty(node.Services[1].Moves);
    }

    [Fact]
    public async Task A_default_port_that_is_taken_moves_TCP_and_UDP_to_the_same_number()
    {
        await using var engine = SocketEngine.Create(EngineKind.Sockets);
        await using var node = await StartAsync(engine, [Both("one", _taken.Port)]);
        Assert.Equal([(AddressKind.Tcp, _taken.Port + 1), (AddressKind.Udp, _taken.Port + 1)], node.Services[0].Bound.Select(address => (address.Kind, address.Port!.Value)));
        Assert.Single(node.Services[0].Moves);
    }

    [Fact]
    public async Task A_default_port_whose_UDP_half_is_taken_moves_both_and_names_the_holder()
    {
        // The port is free of TCP one further on, and its UDP is held by this process.
        using var holder = new UdpClient(new IPEndPoint(IPAddress.Loopback, _taken.Port + 1));
        await using var engine = SocketEngine.Create(EngineKind.Sockets);
        await using var node = await StartAsync(engine, [Both("one", _taken.Port + 1)]);
        Assert.Equal([_taken.Port + 2, _taken.Port + 2], node.Services[0].Bound.Select(address => address.Port!.Value));
        var move = Assert.Single(node.Services[0].Moves);
        Assert.Equal((_taken.Port + 1, _taken.Port + 2), (move.Wanted, move.Used));
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains($"pid {Environment.ProcessId}", move.Holder);
        }
    }

    [Fact]
    public async Task A_chosen_UDP_port_that_is_taken_is_an_error_and_the_TCP_port_is_free_again()
    {
        using var holder = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)holder.Client.LocalEndPoint!).Port;
        await using var engine = SocketEngine.Create(EngineKind.Sockets);
        var error = await Assert.ThrowsAsync<BindException>(() => StartAsync(engine, [Both("one", 1)], $"one.listen=:{_taken.Port + 1}", $"one.listen=udp-listen:{port}"));
        Assert.Equal(BindFailure.InUse, error.Failure);
        Assert.StartsWith($"127.0.0.1:{port} is held by", error.Message);
        using var proof = new TcpListener(IPAddress.Loopback, _taken.Port + 1);
        proof.Start();
    }

    [Theory]
    [InlineData("udp-listen:127.255.255.255:9000")]
    [InlineData("udp-listen:239.1.2.3:9000")]
    [InlineData("udp-listen:192.0.2.1:9000")]
    public async Task An_address_where_nothing_may_answer_is_told_as_such(string address)
    {
        await using var engine = SocketEngine.Create(EngineKind.Sockets);
        var error = await Assert.ThrowsAsync<BindException>(() => StartAsync(engine, [Both("one", 1)], $"one.listen={address}"));
        Assert.Equal(BindFailure.NotAvailable, error.Failure);
    }

    [Fact]
    public async Task A_time_limit_for_connections_is_refused_where_there_are_none()
    {
        await using var engine = SocketEngine.Create(EngineKind.Sockets);
        var error = await Assert.ThrowsAsync<ConfigurationException>(() => StartAsync(engine, [Both("one", 1)], "one.listen=udp-listen:0,idle=3s"));
        Assert.Contains("idle has no meaning", error.Message);
    }

    [Fact]
    public async Task Streams_and_datagrams_are_served_counted_and_shown_with_a_command_each()
    {
        await using var engine = SocketEngine.Create(EngineKind.Sockets);
        await using var node = await StartAsync(engine, [Both("one", 1)], "one.listen=udp-listen:0", "one.listen=:0");
        var running = node.Services[0];
        Assert.Equal([AddressKind.Tcp, AddressKind.Udp], running.Bound.Select(address => address.Kind));
        Assert.Equal("patchbay connect one", running.Try(byName: true));
        Assert.Equal($"patchbay connect tcp:127.0.0.1:{running.Bound[0].Port}", running.Try(byName: false));
        Assert.Equal($"patchbay connect udp:127.0.0.1:{running.Bound[1].Port}", running.TryDatagram);
        using var client = new UdpClient();
        await client.SendAsync("four"u8.ToArray(), new IPEndPoint(IPAddress.Loopback, running.Bound[1].Port!.Value));
        Assert.Equal("four"u8.ToArray(), (await client.ReceiveAsync().WaitAsync(ChildProcess.Limit)).Buffer);
        using var stream = await PeerSocket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, running.Bound[0].Port!.Value));
        Assert.Empty(await stream.ReceiveToEndAsync());
        var status = running.Service.Status;
        Assert.Equal((1L, 1L, 4L, 4L, 1L), (status.DatagramsReceived, status.DatagramsSent, status.BytesReceived, status.BytesSent, status.Accepted));
    }

    [Fact]
    public async Task A_chosen_port_that_is_taken_is_an_error_and_nothing_stays_bound()
    {
        await using var engine = SocketEngine.Create(EngineKind.Sockets);
        var error = await Assert.ThrowsAsync<BindException>(() =>
            StartAsync(engine, [Service("free", _taken.Port + 1), Service("one", 1)], $"one.listen=127.0.0.1:{_taken.Port}"));
        Assert.Equal(BindFailure.InUse, error.Failure);
        Assert.Contains($"127.0.0.1:{_taken.Port} is held by", error.Message);
        using var proof = new TcpListener(IPAddress.Loopback, _taken.Port + 1);
        proof.Start();
    }

    [Fact]
    public async Task An_address_of_another_machine_is_told_as_such()
    {
        await using var engine = SocketEngine.Create(EngineKind.Sockets);
        var error = await Assert.ThrowsAsync<BindException>(() => StartAsync(engine, [Service("one", 1)], "one.listen=192.0.2.1:7007"));
        Assert.Equal(BindFailure.NotAvailable, error.Failure);
    }

    [Fact]
    public async Task A_service_listens_on_every_address_it_is_given()
    {
        using var folder = new TemporaryFolder();
        await using var engine = SocketEngine.Create(EngineKind.Sockets);
        await using var node = await StartAsync(engine, [Service("one", 1)], "one.listen=:0", $"one.listen=unix-listen:{folder["one"]},mode=600");
        Assert.Equal([AddressKind.Tcp, AddressKind.Unix], node.Services[0].Bound.Select(address => address.Kind));
        using var client = await PeerSocket.ConnectAsync(new UnixDomainSocketEndPoint(folder["one"]));
        Assert.Empty(await client.ReceiveToEndAsync());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["one"]));
        }
    }

    [Theory]
    [InlineData("127.0.0.1:7007", false)]
    [InlineData("[::1]:7007", false)]
    [InlineData(":7007", false)]
    [InlineData("unix-listen:/run/x", false)]
    [InlineData("*:7007", true)]
    [InlineData("0.0.0.0:7007", true)]
    [InlineData("192.0.2.1:7007", true)]
    public void Wider_than_loopback_is_exposed(string address, bool exposed) =>
        Assert.Equal(exposed, Address.Parse(address, AddressRole.Listen).IsExposed());

    public void Dispose() => _taken.Holder.Dispose();

    static Task<Node> StartAsync(ISocketEngine engine, IReadOnlyList<IService> services, params string[] settings)
    {
        var schema = new ConfigurationSchema(services.Select(service => service.Description));
        var sources = new ConfigurationSources { Environment = new Dictionary<string, string>(), Settings = [.. settings.Select(text => (text, "--set"))] };
        return Node.StartAsync(services, engine, NodeConfiguration.Load(schema, sources), Path.GetTempPath(), NullLoggerFactory.Instance);
    }

    static StreamService Service(string name, int port) =>
        new(new ServiceDescription(name, "ends every connection at once", [$"tcp-listen:127.0.0.1:{port}"], "patchbay connect {address}", StreamOptions.All), _ => Task.CompletedTask);

    static StreamAndDatagramService Both(string name, int port) => StreamAndDatagramService.Create(
        new ServiceDescription(name, "ends connections and echoes datagrams", [$"tcp-listen:127.0.0.1:{port}", $"udp-listen:127.0.0.1:{port}"], "patchbay connect {address}", StreamAndDatagramService.Options),
        _ => Task.CompletedTask, static datagram => datagram.Length);

    static (TcpListener, int) HoldPortWithFreeNeighbours()
    {
        while (true)
        {
            var holder = new TcpListener(IPAddress.Loopback, 0);
            holder.Start();
            var port = ((IPEndPoint)holder.LocalEndpoint).Port;
            if (IsFree(port + 1) && IsFree(port + 2))
            {
                return (holder, port);
            }

            holder.Dispose();
        }

        static bool IsFree(int port)
        {
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }
}
