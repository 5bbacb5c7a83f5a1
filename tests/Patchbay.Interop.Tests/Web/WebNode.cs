using System.Text.Json;

namespace Patchbay.Interop.Tests.Web;

/// <summary>The real program serving a folder, in the clear and under TLS, with one user who may write.</summary>
sealed class WebNode : IAsyncDisposable
{
    public const string User = "ann", Password = "pass word of ann";

    readonly PatchbayProcess _process;
    readonly TemporaryFolder _data;

    WebNode(PatchbayProcess process, TemporaryFolder data, TemporaryFolder site, int port, int tlsPort) => (_process, _data, Site, Port, TlsPort) = (process, data, site, port, tlsPort);

    public TemporaryFolder Site { get; }

    public int Port { get; }

    public int TlsPort { get; }

    public string Url => $"http://127.0.0.1:{Port}";

    public string SecureUrl => $"https://127.0.0.1:{TlsPort}";

    /// <summary>The program's own process.</summary>
    public ChildProcess Process => _process.Process;

    /// <summary>Serves a new folder.</summary>
    public static async Task<WebNode> StartAsync(params string[] arguments)
    {
        var (data, site) = (new TemporaryFolder(), new TemporaryFolder());
        await AddUserAsync(data.Path);
        var process = PatchbayProcess.StartOn("serve", ["web", site.Path, "127.0.0.1:0", "tls-listen:127.0.0.1:0,cert=auto", "--data", data.Path, "--json=lines", .. arguments]);
        await process.Process.OutputHas(static text => text.Contains("\"ready\"", StringComparison.Ordinal) && text.EndsWith('\n'), "ready");
        var listen = process.Events().First(static line => line.GetProperty("event").GetString() == "ready").GetProperty("data").GetProperty("services")[0].GetProperty("listen");
        return new WebNode(process, data, site, PortOf(listen[0]), PortOf(listen[1]));
    }

    /// <summary>Bytes in a file of the folder, not all alike.</summary>
    public byte[] WriteBytes(string name, int length)
    {
        var bytes = Bytes(length);
        File.WriteAllBytes(Site[name], bytes);
        return bytes;
    }

    /// <summary>Bytes that differ at every place from those a little further.</summary>
    public static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    /// <summary>A file has exactly these bytes.</summary>
    public static bool Holds(string path, byte[] bytes) => File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes);

    /// <summary>The end of the program by SIGKILL.</summary>
    public void Kill() => _process.Process.Kill();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _data.Dispose();
        Site.Dispose();
    }

    static async Task AddUserAsync(string data)
    {
        await using var add = PatchbayProcess.Start("user", "add", User, "--data", data);
        await add.Process.WriteAsync(Password + "\n");
        Assert.True(await add.Process.FinishAsync() == 0, add.Process.Error);
    }

    // tls-listen:127.0.0.1:40123,cert=auto
    static int PortOf(JsonElement address) => int.Parse(address.GetString()!.Split(',')[0].Split(':')[^1]);
}
