using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets.Tests.Hosting;

/// <summary>An echo of datagrams on each engine, asked by plain sockets: what is answered and what is not, with real addresses.</summary>
public sealed class DatagramReflectionTests
{
    [Theory, Engines(Can.Connect)]
    public async Task A_client_gets_every_length_back(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        await using var host = await EchoAsync(arena, new IPEndPoint(IPAddress.Loopback, 0));
        using var client = Client(arena, host);
        foreach (var length in new[] { 0, 1, 64, 1472, 1473, 9000, DatagramSocket.MaxPayload })
        {
            var sent = new byte[length];
            Random.Shared.NextBytes(sent);
            await client.SendAsync(sent).Soon();
            Assert.Equal(sent, await ReceiveAsync(client));
        }
    }

    [Theory, Engines(Can.Connect)]
    public async Task A_question_from_an_echo_partner_is_not_answered_and_one_from_the_next_port_is(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        await using var host = await EchoAsync(arena, new IPEndPoint(IPAddress.Loopback, 0));
        using var forged = Client(arena, host, new IPEndPoint(IPAddress.Parse("127.0.0.99"), 7019));
        using var client = Client(arena, host, new IPEndPoint(IPAddress.Parse("127.0.0.99"), 7020));
        await forged.SendAsync("x"u8.ToArray()).Soon();
        await Waiting.Until(() => host.Status.Refused == 1);
        await client.SendAsync("y"u8.ToArray()).Soon();
        Assert.Equal("y", (await ReceiveAsync(client)).Ascii());
        Assert.Equal(0, forged.Available);
    }

    [Theory, Engines(Can.Connect)]
    public async Task A_question_to_a_broadcast_address_is_not_answered_and_one_to_us_is(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        await using var host = await EchoAsync(arena, new IPEndPoint(IPAddress.Any, 0));
        using var client = arena.Own(new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        client.EnableBroadcast = true;
        client.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)host.EndPoint).Port;
        await client.SendToAsync("to all"u8.ToArray(), new IPEndPoint(IPAddress.Parse("127.255.255.255"), port)).Soon();
        await Waiting.Until(() => host.Status.Refused == 1);
        await client.SendToAsync("to you"u8.ToArray(), new IPEndPoint(IPAddress.Loopback, port)).Soon();
        Assert.Equal("to you", (await ReceiveAsync(client)).Ascii());
        Assert.Equal(0, client.Available);
    }

    [Theory, Engines(Can.Connect)]
    public async Task On_every_address_the_answer_comes_from_the_one_that_was_asked(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        await using var host = await EchoAsync(arena, new IPEndPoint(IPAddress.IPv6Any, 0));
        foreach (var address in new[] { "127.0.0.1", "127.0.0.5", "::1" })
        {
            var server = new IPEndPoint(IPAddress.Parse(address), ((IPEndPoint)host.EndPoint).Port);
            using var client = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);

            // Connected: it takes datagrams from that address only.
            await client.ConnectAsync(server).Soon();
            await client.SendAsync("who are you"u8.ToArray()).Soon();
            Assert.Equal("who are you", (await ReceiveAsync(client)).Ascii());
        }
    }

    [LabTheory, Engines(Can.Connect)]
    public async Task A_datagram_forged_between_two_echo_hosts_dies(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        await using var first = await EchoAsync(arena, new IPEndPoint(IPAddress.Parse("127.0.0.21"), 0));
        await using var second = await EchoAsync(arena, new IPEndPoint(IPAddress.Parse("127.0.0.22"), 0));
        Forge((IPEndPoint)first.EndPoint, (IPEndPoint)second.EndPoint, "round and round"u8.ToArray());
        await Waiting.Until(() => first.Status.Refused + second.Status.Refused == 1, () => $"{first.Status} {second.Status}");
        Assert.InRange(second.Status.Received, 2, 1000);

        // Nothing is on its way any more, and both still serve: the next datagram is their next.
        var before = first.Status.Received;
        using var client = Client(arena, first);
        await client.SendAsync("still here"u8.ToArray()).Soon();
        Assert.Equal("still here", (await ReceiveAsync(client)).Ascii());
        Assert.Equal(before + 1, first.Status.Received);
    }

    [LabTheory, Engines(Can.Connect)]
    public async Task A_datagram_forged_from_the_very_socket_is_not_answered(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        await using var host = await EchoAsync(arena, new IPEndPoint(IPAddress.Loopback, 0));
        Forge((IPEndPoint)host.EndPoint, (IPEndPoint)host.EndPoint, "me"u8.ToArray());
        await Waiting.Until(() => host.Status is { Received: 1, Refused: 1, Sent: 0 });
    }

    [Theory, Engines(Can.Connect)]
    public async Task A_client_that_is_gone_disturbs_nobody(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        await using var host = await EchoAsync(arena, new IPEndPoint(IPAddress.Loopback, 0));
        using var client = Client(arena, host);
        for (var i = 0; i < 50; i++)
        {
            // Its answer meets a closed port: ICMP port unreachable comes back to the host's socket.
            using (var gone = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
            {
                await gone.SendToAsync("bye"u8.ToArray(), host.EndPoint).Soon();
            }

            await client.SendAsync(new[] { (byte)i }).Soon();
            Assert.Equal([(byte)i], await ReceiveAsync(client));
        }
    }

    [Theory, Engines(Can.Connect)]
    public async Task A_host_that_stops_gives_its_descriptor_back(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var before = Descriptors.Open;
        for (var i = 0; i < 20; i++)
        {
            await using var host = await EchoAsync(arena, new IPEndPoint(IPAddress.Loopback, 0));
            using var client = Client(arena, host);
            await client.SendAsync("x"u8.ToArray()).Soon();
            await ReceiveAsync(client);
            Assert.True((await host.StopAsync().Soon()).IsClean);
        }

        await Descriptors.ComeBackTo(before);
    }

    static async Task<DatagramHost> EchoAsync(Arena arena, IPEndPoint local)
    {
        var socket = await arena.Engine!.OpenDatagramAsync(DatagramHost.SocketOptions(local)).Soon();
        var host = new DatagramHost(socket, static datagram => datagram.Length);
        host.Start();
        return host;
    }

    static Socket Client(Arena arena, DatagramHost host, IPEndPoint? local = null)
    {
        var client = arena.Own(new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        client.Bind(local ?? new IPEndPoint(IPAddress.Loopback, 0));
        client.Connect(host.EndPoint);
        return client;
    }

    static async Task<byte[]> ReceiveAsync(Socket client)
    {
        var buffer = new byte[65_535];
        return buffer[..await client.ReceiveAsync(buffer).Soon()];
    }

    /// <summary>Sends with a source address that is not ours to use: a raw socket writes the UDP header itself.</summary>
    static void Forge(IPEndPoint from, IPEndPoint to, byte[] payload)
    {
        using var raw = new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Udp);
        raw.Bind(new IPEndPoint(from.Address, 0));
        var packet = new byte[8 + payload.Length];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(packet, (ushort)from.Port);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)to.Port);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)packet.Length);
        payload.CopyTo(packet, 8); // a checksum of 0 is none (RFC 768)
        raw.SendTo(packet, to);
    }
}
