using System.Net;

namespace Patchbay.Interop.Tests.Samples;

/// <summary>The echo programs of samples/ against other people's programs and each other.</summary>
[Collection(SamplesCollection.Name)]
public sealed class EchoSampleTests(SamplePrograms samples)
{
    const int Megabyte = 1024 * 1024;

    [NeedsTheory("dotnet", "nc.openbsd")]
    [InlineData("EchoServer")]
    [InlineData("EchoServerThreads")]
    public async Task Nc_gets_everything_back_after_its_own_FIN(string name)
    {
        var (server, port) = await samples.ServeAsync(name, "0");
        await using (server)
        {
            var bytes = new byte[3 * Megabyte];
            Random.Shared.NextBytes(bytes);
            await using var nc = ChildProcess.Start("nc.openbsd", ["-N", "127.0.0.1", port]);
            await nc.Input.WriteAsync(bytes).AsTask().WaitAsync(ChildProcess.Limit);
            Assert.Equal(0, await nc.FinishAsync());
            Assert.Equal(bytes, nc.OutputBytes);
        }
    }

    [NeedsFact("dotnet")]
    public async Task The_second_client_of_EchoServer_is_connected_and_waits_until_the_first_has_finished()
    {
        var (server, port) = await samples.ServeAsync("EchoServer", "0");
        await using (server)
        {
            using var first = await ConnectAsync(port);
            await first.SendAsync("1"u8.ToArray());
            await first.ReceiveExactlyAsync(1);
            using var second = await ConnectAsync(port);
            await second.SendAsync("2"u8.ToArray());
            var answer = second.ReceiveExactlyAsync(1);

            // Still the first one's turn, however often it speaks.
            for (var i = 0; i < 100; i++)
            {
                await first.SendAsync("1"u8.ToArray());
                await first.ReceiveExactlyAsync(1);
            }

            Assert.False(answer.IsCompleted);
            first.Finish();
            await first.ReceiveToEndAsync();
            Assert.Equal("2"u8.ToArray(), await answer);
        }
    }

    [NeedsFact("dotnet")]
    public async Task The_second_client_of_EchoServerThreads_does_not_wait()
    {
        var (server, port) = await samples.ServeAsync("EchoServerThreads", "0");
        await using (server)
        {
            using var first = await ConnectAsync(port);
            await first.SendAsync("1"u8.ToArray());
            await first.ReceiveExactlyAsync(1);
            using var second = await ConnectAsync(port);
            await second.SendAsync("2"u8.ToArray());
            Assert.Equal("2"u8.ToArray(), await second.ReceiveExactlyAsync(1));
        }
    }

    [NeedsTheory("dotnet")]
    [InlineData("EchoServer")]
    [InlineData("EchoServerThreads")]
    public async Task A_client_that_resets_costs_the_server_nothing_but_that_client(string name)
    {
        var (server, port) = await samples.ServeAsync(name, "0");
        await using (server)
        {
            using (var rude = await ConnectAsync(port))
            {
                await rude.SendAsync(new byte[Megabyte / 4]);
                await rude.ReceiveExactlyAsync(1);
                rude.Reset();
            }

            using var next = await ConnectAsync(port);
            await next.SendAsync("hello"u8.ToArray());
            next.Finish();
            Assert.Equal("hello"u8.ToArray(), await next.ReceiveToEndAsync());
        }
    }

    [NeedsTheory("dotnet")]
    [InlineData("EchoServer")]
    [InlineData("EchoServerThreads")]
    public async Task A_port_that_is_taken_is_said_in_words(string name)
    {
        var (server, port) = await samples.ServeAsync(name, "0");
        await using (server)
        {
            await using var second = samples.Start(name, port);
            Assert.Equal(1, await second.FinishAsync());
            Assert.Equal($"{name}: cannot listen on port {port}: Address already in use.\n", second.Error);
        }
    }

    [NeedsFact("dotnet")]
    public async Task EchoClient_brings_back_more_than_all_buffers_hold()
    {
        var (server, port) = await samples.ServeAsync("EchoServer", "0");
        await using (server)
        {
            var bytes = new byte[20 * Megabyte];
            Random.Shared.NextBytes(bytes);
            await using var client = samples.Start("EchoClient", "localhost", port);
            await client.Input.WriteAsync(bytes).AsTask().WaitAsync(ChildProcess.Limit);
            Assert.Equal(0, await client.FinishAsync());
            Assert.Equal(bytes, client.OutputBytes);
            Assert.Equal("", client.Error);
        }
    }

    [NeedsFact("dotnet", "socat")]
    public async Task EchoClient_says_when_the_server_finishes_too_early()
    {
        await using var server = ChildProcess.Start("socat", ["-d", "-d", "TCP-LISTEN:0,bind=127.0.0.1", "EXEC:head -c 3"]);
        await server.ErrorHas("listening on");
        var port = server.Error.Split("127.0.0.1:")[1].Split('\n')[0].Trim();
        await using var client = samples.Start("EchoClient", "127.0.0.1", port);
        await client.WriteAsync("hello");
        Assert.Equal(1, await client.FinishAsync());
        Assert.Equal("hel", client.Output);
        Assert.Equal("EchoClient: the server finished after 3 bytes, too early.\n", client.Error);
    }

    [NeedsFact("dotnet")]
    public async Task EchoClient_names_who_refused_and_a_bad_port()
    {
        await using var refused = samples.Start("EchoClient", "127.0.0.1", "1");
        Assert.Equal(1, await refused.FinishAsync());
        Assert.StartsWith("EchoClient: cannot connect to 127.0.0.1: Connection refused", refused.Error);
        await using var bad = samples.Start("EchoClient", "127.0.0.1", "http");
        Assert.Equal(2, await bad.FinishAsync());
        Assert.StartsWith("EchoClient: 'http' is no port", bad.Error);
    }

    static Task<PeerSocket> ConnectAsync(string port) => PeerSocket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, int.Parse(port)));
}
