using System.Security.Cryptography;
using Patchbay.Sockets;

namespace Patchbay.Interop.Tests.Files;

/// <summary>The program serving files, with a user ann whose password is <c>secret</c>.</summary>
sealed class FilesNode : IAsyncDisposable
{
    readonly TemporaryFolder _data = new();
    readonly string[] _options;
    PatchbayProcess? _program;

    FilesNode(string[] options) => _options = options;

    public int Port { get; private set; }

    public int Pid => _program!.Process.Id;

    public string Private => Path.Combine(_data.Path, "files", "ann", "private");

    public string Certificate => Path.Combine(_data.Path, "tls", "certificate.pem");

    /// <summary>For the client's own files.</summary>
    public TemporaryFolder Work { get; } = new();

    public string Url => $"ftp://127.0.0.1:{Port}";

    public static Task<FilesNode> StartAsync() => StartAsync("127.0.0.1:0");

    public static async Task<FilesNode> StartAsync(string listen, params string[] options)
    {
        var node = new FilesNode(options);
        await using var add = PatchbayProcess.Start("user", "add", "ann", "--data", node._data.Path);
        await add.Process.WriteAsync("secret\n");
        Assert.Equal(0, await add.Process.FinishAsync());
        await node.RunAsync(listen);
        return node;
    }

    /// <summary>kill -9, and the same again.</summary>
    public async Task RestartAsync()
    {
        _program!.Process.Kill();
        await _program.Process.ExitAsync();
        await _program.DisposeAsync();
        await RunAsync($"127.0.0.1:{Port}");
    }

    public void Kill() => _program!.Process.Kill();

    async Task RunAsync(string listen)
    {
        _program = PatchbayProcess.StartOn("serve", ["files", "--json=lines", "--data", _data.Path, "--set", "files.passive-ports=any", "--set", $"files.listen={listen}", .. _options]);
        await _program.Process.OutputHas(static text => text.Contains("\"ready\"", StringComparison.Ordinal) && text.EndsWith('\n'), "ready");
        var ready = _program.Events().First(static line => line.GetProperty("event").GetString() == "ready").GetProperty("data");
        Port = Address.Parse(ready.GetProperty("services")[0].GetProperty("listen")[0].GetString()!, AddressRole.Listen).Port!.Value;
    }

    /// <summary>A file of random bytes for the client.</summary>
    public string Make(string name, long size)
    {
        using var file = File.Create(Work[name]);
        var block = new byte[1024 * 1024];
        for (var left = size; left > 0; left -= block.Length)
        {
            Random.Shared.NextBytes(block);
            file.Write(block, 0, (int)Math.Min(left, block.Length));
        }

        return Work[name];
    }

    public static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }

    /// <summary>Runs a client in its folder to its end, which must be a good one.</summary>
    public async Task<string> RunAsync(string command, params string[] arguments)
    {
        await using var client = ChildProcess.Start(command, arguments, directory: Work.Path);
        var code = await client.FinishAsync();
        Assert.True(code == 0, $"{command} ended with {code}\n{client.Output}\n{client.Error}");
        return client.Output;
    }

    public Task<string> LftpAsync(string commands, bool isSecure = false) => RunAsync("lftp", "-u", "ann,secret", "-p", $"{Port}", "127.0.0.1", "-e",
        $"set net:max-retries 2; set net:timeout 20; {(isSecure ? $"set ssl:ca-file {Certificate}; set ftp:ssl-force yes; set ftp:ssl-protect-data yes" : "set ftp:ssl-allow no")}; {commands}; bye");

    public Task<string> CurlAsync(params string[] arguments) => RunAsync("curl", ["-sS", "--max-time", "100", "--user", "ann:secret", .. arguments]);

    public async ValueTask DisposeAsync()
    {
        await _program!.DisposeAsync();
        Work.Dispose();
        _data.Dispose();
    }
}
