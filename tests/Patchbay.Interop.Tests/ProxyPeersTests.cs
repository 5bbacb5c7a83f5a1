using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Patchbay.Interop.Tests;

/// <summary><c>via=</c> through other people's proxies: microsocks and ncat.</summary>
public class ProxyPeersTests
{
    static readonly Dictionary<string, string?> Login = new(PatchbayProcess.Variables) { ["PATCHBAY_PROXY_USER"] = "ann", ["PATCHBAY_PROXY_PASSWORD"] = "secret" };

    [NeedsFact("microsocks")]
    public async Task SOCKS5_carries_both_directions_and_resolves_the_name_at_the_proxy()
    {
        await using var proxy = await MicrosocksAsync();
        await EchoesThroughAsync($"socks5:127.0.0.1:{proxy.Port}", PatchbayProcess.Variables);
    }

    [NeedsFact("microsocks")]
    public async Task SOCKS5_with_a_login_from_the_environment()
    {
        await using var proxy = await MicrosocksAsync("-u", "ann", "-P", "secret");
        await EchoesThroughAsync($"socks5:127.0.0.1:{proxy.Port}", Login);
        await FailsAsync($"127.0.0.1:1,via=socks5:127.0.0.1:{proxy.Port}", $"patchbay: the proxy socks5:127.0.0.1:{proxy.Port} did not connect to 127.0.0.1:1: it wants a login\nSet PATCHBAY_PROXY_USER");
    }

    [NeedsFact("microsocks")]
    public async Task A_target_that_refuses_is_97_and_names_proxy_and_target()
    {
        await using var proxy = await MicrosocksAsync();
        await FailsAsync($"127.0.0.1:1,via=socks5:127.0.0.1:{proxy.Port}", $"patchbay: the proxy socks5:127.0.0.1:{proxy.Port} did not connect to 127.0.0.1:1: the target refused the connection\n");
    }

    [NeedsFact("ncat")]
    public async Task CONNECT_carries_both_directions()
    {
        await using var proxy = await NcatAsync();
        await EchoesThroughAsync($"http:127.0.0.1:{proxy.Port}", PatchbayProcess.Variables);
    }

    [NeedsFact("ncat")]
    public async Task CONNECT_with_a_login_from_the_environment()
    {
        await using var proxy = await NcatAsync("--proxy-auth", "ann:secret");
        await EchoesThroughAsync($"http:127.0.0.1:{proxy.Port}", Login);
        await FailsAsync($"127.0.0.1:1,via=http:127.0.0.1:{proxy.Port}", $"patchbay: the proxy http:127.0.0.1:{proxy.Port} did not connect to 127.0.0.1:1: it answered 407 Proxy Authentication Required\nSet PATCHBAY_PROXY_USER");
    }

    [NeedsFact("ncat", "microsocks")]
    public async Task Two_proxies_in_a_row_and_a_WebSocket_through_them()
    {
        await using var first = await MicrosocksAsync();
        await using var second = await NcatAsync();
        var (node, ready) = await PatchbayProcess.UpAsync("echo", "--set", "echo.listen=ws-listen:127.0.0.1:0");
        await using var owned = node;
        await using var connect = ChildProcess.Start(
            PatchbayProcess.Path, ["connect", $"ws://127.0.0.1:{PatchbayProcess.PortOf(ready, "echo")}/#via=\"socks5:127.0.0.1:{first.Port},http:127.0.0.1:{second.Port}\""], PatchbayProcess.Variables);
        await connect.WriteAsync("a long way");
        Assert.Equal(0, await connect.FinishAsync());
        Assert.Equal("a long way", connect.Output);
    }

    [Fact]
    public async Task A_proxy_that_is_not_there_is_97_and_named()
    {
        var port = FreePort.Take();
        await FailsAsync($"127.0.0.1:1,via=http:127.0.0.1:{port}", $"patchbay: the proxy http:127.0.0.1:{port} cannot be reached: 127.0.0.1:{port} refused the connection after ");
    }

    [NeedsFact("microsocks")]
    public async Task A_proxy_of_the_other_kind_is_told_apart()
    {
        await using var socks = await MicrosocksAsync();
        await FailsAsync($"127.0.0.1:1,via=http:127.0.0.1:{socks.Port}", $"patchbay: the proxy http:127.0.0.1:{socks.Port} did not connect to 127.0.0.1:1: it seems to speak SOCKS5 and not HTTP\n");
    }

    static async Task EchoesThroughAsync(string via, IReadOnlyDictionary<string, string?> variables)
    {
        var (node, port) = await PatchbayProcess.EchoAsync();
        await using var owned = node;
        var bytes = RandomNumberGenerator.GetBytes(1_000_000);
        await using var connect = ChildProcess.Start(PatchbayProcess.Path, ["connect", $"localhost:{port},via={via}"], variables);
        await connect.Input.WriteAsync(bytes).AsTask().WaitAsync(ChildProcess.Limit);

        // Neither proxy knows a half-close: our end would end the answer too.
        await connect.OutputBytesAre(bytes.Length);
        Assert.Equal(0, await connect.FinishAsync());
        Assert.Equal(bytes, connect.OutputBytes);
    }

    static async Task FailsAsync(string address, string message)
    {
        await using var connect = PatchbayProcess.StartOn("connect", address);
        Assert.Equal(97, await connect.Process.FinishAsync());
        Assert.StartsWith(message, connect.Process.Error);
    }

    static Task<Proxy> MicrosocksAsync(params string[] arguments) => StartAsync("microsocks", port => ["-i", "127.0.0.1", "-p", $"{port}", .. arguments]);

    static Task<Proxy> NcatAsync(params string[] arguments) => StartAsync("ncat", port => ["-l", "127.0.0.1", $"{port}", "--proxy-type", "http", .. arguments]);

    static async Task<Proxy> StartAsync(string command, Func<int, string[]> arguments)
    {
        var port = FreePort.Take();
        var proxy = new Proxy(ChildProcess.Start(command, arguments(port)), port);
        using var limit = new CancellationTokenSource(ChildProcess.Limit);
        while (true)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port, limit.Token);
                return proxy;
            }
            catch (SocketException)
            {
                await Task.Delay(10, limit.Token);
            }
        }
    }

    sealed record Proxy(ChildProcess Process, int Port) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Process.DisposeAsync();
    }
}
