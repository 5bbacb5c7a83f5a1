using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Patchbay.Interop.Tests.Kestrel;

/// <summary>The WebSocket client of the browser world (npm's ws) against Kestrel on every engine.</summary>
[Collection(AloneCollection.Name)]
public sealed class WebSocketTests
{
    const string Everything = "text,binary,fragments,ping,burst";

    const string Expected = """
        text same
        binary 0 same
        binary 1 same
        binary 125 same
        binary 126 same
        binary 65535 same
        binary 65536 same
        binary 200000 same
        fragments same
        pong are you there
        burst 2000 in order
        close 4001 enough

        """;

    [NeedsWebSocketClient, Transports]
    public async Task Text_binary_fragments_pings_and_the_close_handshake_pass(Transport transport)
    {
        await using var server = await KestrelServer.StartAsync(transport);
        Assert.Equal(Expected, await ClientAsync($"ws://127.0.0.1:{server.Port}/socket", Everything));
    }

    [NeedsWebSocketClient, Transports]
    public async Task They_pass_over_TLS(Transport transport)
    {
        using var certificate = new CertificateFile();
        await using var server = await KestrelServer.StartAsync(transport, HttpProtocols.Http1AndHttp2, tls: true);
        Assert.Equal(Expected, await ClientAsync($"wss://127.0.0.1:{server.Port}/socket", Everything, certificate.Path));
    }

    [NeedsWebSocketClient, Transports]
    public async Task A_server_that_closes_first_is_heard(Transport transport)
    {
        await using var server = await KestrelServer.StartAsync(transport);
        Assert.Equal("close 1001 goodbye\n", await ClientAsync($"ws://127.0.0.1:{server.Port}/goodbye", "closed"));
    }

    static async Task<string> ClientAsync(params string[] arguments)
    {
        await using var client = ChildProcess.Start("node", [Path.Combine(NeedsWebSocketClientAttribute.Folder, "websocket-client.mjs"), .. arguments]);
        Assert.True(await client.FinishAsync() == 0, client.Error);
        return client.Output;
    }
}
