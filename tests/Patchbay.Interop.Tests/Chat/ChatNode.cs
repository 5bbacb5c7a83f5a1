using System.Net;
using System.Text.Json;

namespace Patchbay.Interop.Tests.Chat;

/// <summary>The real program with its chat service on free ports, with and without TLS, and the user ann.</summary>
sealed class ChatNode : IAsyncDisposable
{
    public const string Password = "secret-of-ann";

    ChatNode(PatchbayProcess program, int port, int tlsPort) => (Program, Port, TlsPort) = (program, port, tlsPort);

    public PatchbayProcess Program { get; }

    public int Port { get; }

    public int TlsPort { get; }

    public IPEndPoint EndPoint => new(IPAddress.Loopback, Port);

    public static async Task<ChatNode> StartAsync(params string[] settings)
    {
        var (program, ready) = await PatchbayProcess.UpAsync(
            ["chat", "--set", "chat.listen=tcp-listen:127.0.0.1:0", "--set", "chat.listen=tls-listen:127.0.0.1:0,cert=auto", .. settings.SelectMany(static setting => new[] { "--set", setting })]);
        var listen = ready.GetProperty("services")[0].GetProperty("listen");
        await using var adding = PatchbayProcess.Start("user", "add", "ann", "--data", program.DataDirectory);
        await adding.Process.WriteAsync(Password + "\n");
        Assert.Equal(0, await adding.Process.FinishAsync());
        return new ChatNode(program, PortOf(listen[0]), PortOf(listen[1]));
    }

    public ValueTask DisposeAsync() => Program.DisposeAsync();

    static int PortOf(JsonElement address) => int.Parse(address.GetString()!.Split(':')[2].Split(',')[0]);
}
