using System.Net;
using System.Net.Sockets;

namespace Patchbay.Interop.Tests;

/// <summary>The PROXY protocol with haproxy, nginx and curl.</summary>
public sealed class ProxyProtocolPeersTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    [NeedsTheory("haproxy")]
    [InlineData("send-proxy", "v1")]
    [InlineData("send-proxy-v2", "v2")]
    [InlineData("send-proxy-v2 proxy-v2-options crc32c,unique-id", "any")]
    public async Task Haproxy_tells_us_its_client(string sends, string takes)
    {
        await using var listen = PatchbayProcess.StartOn("listen", "--json=lines", $"tcp-listen:0,proxy-protocol={takes}");
        await listen.Process.OutputHas(static text => text.EndsWith('\n'), "listening");
        var port = listen.Events()[0].GetProperty("data").GetProperty("addresses")[0].GetString()!.Split(',')[0].Split(':')[^1];
        var front = FreePort.Take();
        await using var haproxy = await HaproxyAsync(front, $"mode tcp\n  unique-id-format id-%pid\n  default_backend ours\nbackend ours\n  mode tcp\n  server ours 127.0.0.1:{port} {sends}");
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, front)).WaitAsync(ChildProcess.Limit);
        await client.SendAsync("hello"u8.ToArray());
        await listen.Process.OutputHas(static text => text.Contains("received", StringComparison.Ordinal), "the bytes");
        var events = listen.Events();
        var accepted = events.First(static line => line.GetProperty("event").GetString() == "accepted").GetProperty("data");
        Assert.Equal(((IPEndPoint)client.LocalEndPoint!).Port, IPEndPoint.Parse(accepted.GetProperty("remote").GetString()!).Port);
        Assert.Equal(front, IPEndPoint.Parse(accepted.GetProperty("local").GetString()!).Port);
        Assert.Equal("aGVsbG8=", events.First(static line => line.GetProperty("event").GetString() == "received").GetProperty("data").GetProperty("base64").GetString());
    }

    [NeedsTheory("haproxy", "sh")]
    [InlineData("send-proxy")]
    [InlineData("send-proxy-v2")]
    public async Task A_command_behind_haproxy_sees_the_real_client_in_its_environment(string sends)
    {
        await using var listen = PatchbayProcess.StartOn("listen", "tcp-listen:0,proxy-protocol=any", "--exec", "sh -c 'echo $TCPREMOTEIP:$TCPREMOTEPORT to $TCPLOCALPORT, $PATCHBAY_PEER'");
        var port = await PatchPeersTests.PortAsync(listen);
        var front = FreePort.Take();
        await using var haproxy = await HaproxyAsync(front, $"mode tcp\n  default_backend ours\nbackend ours\n  mode tcp\n  server ours 127.0.0.1:{port} {sends}");
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, front)).WaitAsync(ChildProcess.Limit);
        var own = ((IPEndPoint)client.LocalEndPoint!).Port;
        using var peer = PeerSocket.Own(client);
        Assert.Equal($"127.0.0.1:{own} to {front}, 127.0.0.1:{own}\n", await peer.ReceiveTextToEndAsync());
    }

    [NeedsTheory("haproxy")]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task Haproxy_hears_our_ends(string version)
    {
        var port = FreePort.Take();
        await using var haproxy = await HaproxyAsync(port, "mode http\n  http-request return status 200 content-type text/plain lf-string \"%[src]:%[src_port]\"", " accept-proxy");
        await CheckAsync(port, version);
    }

    [NeedsTheory("nginx")]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task Nginx_hears_our_ends(string version)
    {
        var port = FreePort.Take();
        var configuration = _folder.Write("nginx.conf", $$"""
            daemon off; master_process off; pid {{_folder["nginx.pid"]}}; error_log stderr notice;
            events {}
            http { access_log off; client_body_temp_path {{_folder["body"]}}; proxy_temp_path {{_folder["proxy"]}}; fastcgi_temp_path {{_folder["fastcgi"]}}; uwsgi_temp_path {{_folder["uwsgi"]}}; scgi_temp_path {{_folder["scgi"]}};
              server { listen 127.0.0.1:{{port}} proxy_protocol; return 200 "$proxy_protocol_addr:$proxy_protocol_port"; } }
            """);
        await using var nginx = ChildProcess.Start("nginx", ["-c", configuration, "-p", _folder.Path]);
        await ListensAsync(port);
        await CheckAsync(port, version);
    }

    [NeedsFact("curl")]
    public async Task Curls_header_is_read()
    {
        await using var listen = PatchbayProcess.StartOn("listen", "--once", "--json=lines", "tcp-listen:0,proxy-protocol=v1");
        await listen.Process.OutputHas(static text => text.EndsWith('\n'), "listening");
        var port = listen.Events()[0].GetProperty("data").GetProperty("addresses")[0].GetString()!.Split(',')[0].Split(':')[^1];
        await using var curl = ChildProcess.Start("curl", ["-sS", "--max-time", "60", "--haproxy-protocol", $"http://127.0.0.1:{port}/"]);
        await listen.Process.OutputHas(static text => text.Contains("received", StringComparison.Ordinal), "the request");
        await listen.Process.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nthe page");
        listen.Process.CloseInput();
        Assert.Equal(0, await curl.ExitAsync());
        Assert.Equal("the page", curl.Output);
    }

    [Fact]
    public async Task A_client_without_header_is_one_line_in_the_log()
    {
        var (node, ready) = await PatchbayProcess.UpAsync("echo", "--set", "echo.listen=tcp-listen:127.0.0.1:0,proxy-protocol=any");
        await using var _ = node;
        var port = int.Parse(ready.GetProperty("services")[0].GetProperty("listen")[0].GetString()!.Split(',')[0].Split(':')[^1]);
        using var client = await PeerSocket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        await client.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        client.Finish();
        Assert.Empty(await client.ReceiveToEndAsync());
        await node.Process.ErrorHas(": the PROXY header is missing: the connection begins with \"GET / HTTP/1.1\"");
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Asks over HTTP who we are, and compares with who we are.</summary>
    static async Task CheckAsync(int port, string version)
    {
        await using var connect = PatchbayProcess.StartOn("connect", "--json=lines", $"127.0.0.1:{port},proxy-protocol={version}");
        await connect.Process.WriteAsync("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        await connect.Process.OutputHas(static text => text.Contains("\"received\"", StringComparison.Ordinal), "the answer");
        Assert.Equal(0, await connect.Process.FinishAsync());
        var events = connect.Events();
        var local = events.First(static line => line.GetProperty("event").GetString() == "connected").GetProperty("data").GetProperty("local").GetString()!;
        var answer = string.Concat(events.Where(static line => line.GetProperty("event").GetString() == "received")
            .Select(static line => System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(line.GetProperty("data").GetProperty("base64").GetString()!))));
        Assert.EndsWith($"127.0.0.1:{IPEndPoint.Parse(local).Port}", answer);
    }

    async Task<ChildProcess> HaproxyAsync(int port, string frontend, string bind = "")
    {
        var configuration = _folder.Write("haproxy.cfg", $"defaults\n  timeout connect 30s\n  timeout client 30s\n  timeout server 30s\nfrontend f\n  bind 127.0.0.1:{port}{bind}\n  {frontend}\n");
        var haproxy = ChildProcess.Start("haproxy", ["-db", "-f", configuration]);
        await ListensAsync(port);
        return haproxy;
    }

    /// <summary>Until the port is open; looked up and not tried, which a proxy would take for a client.</summary>
    static Task ListensAsync(int port) => Waiting.Until(
        () => System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(end => end.Port == port), () => $"a listener on port {port}");
}
