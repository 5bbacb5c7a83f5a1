using System.Net;
using System.Net.Sockets;

namespace Patchbay.Interop.Tests;

/// <summary>A side of <c>patch</c> is killed in the middle: the exit code is never 0, whatever the kinds of its ends.</summary>
public sealed class PatchKilledSideTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    [NeedsTheory("linux", "socat", "sh", "openssl")]
    [InlineData("tcp", "tcp-listen:127.0.0.1:0,once")]
    [InlineData("tcp", "unix-listen:FOLDER/in,once")]
    [InlineData("tcp", "exec:cat")]
    [InlineData("tcp", "-")]
    [InlineData("tcp", "file:FOLDER/out,write")]
    [InlineData("tls", "-")]
    [InlineData("exec", "tcp-listen:127.0.0.1:0,once")]
    [InlineData("exec", "exec:cat")]
    [InlineData("exec", "-")]
    [InlineData("exec", "file:FOLDER/out,write")]
    public async Task A_killed_side_never_gives_0(string killed, string other)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var pidFile = _folder["pid"];
        // exec leaves one process, which kill(2) means.
        var address = killed switch
        {
            "tls" => $"tls:127.0.0.1:{FreePort.Take()},insecure",
            "exec" => $"exec:sh -c 'echo $$ >{pidFile}; echo hello; exec sleep 1000'",
            _ => $"tcp:127.0.0.1:{port}",
        };
        await using var openssl = killed == "tls" ? await TlsServerAsync(address) : null;
        await using var patch = PatchbayProcess.Start("patch", "--verbose", address, other.Replace("FOLDER", Path.GetDirectoryName(pidFile), StringComparison.Ordinal));
        await using var client = await ClientOf(other, patch, Path.GetDirectoryName(pidFile)!);
        await patch.Process.ErrorHas(killed == "exec" ? "opened exec:sh" : "connected to");
        if (openssl is not null)
        {
            await openssl.WriteAsync("hello\n");
            await patch.Process.OutputHas(static text => text.Contains("hello", StringComparison.Ordinal), "hello");
            openssl.Kill();
        }
        else if (killed == "exec")
        {
            await Waiting.Until(() => File.Exists(pidFile) && File.ReadAllText(pidFile).EndsWith('\n'), () => "the command's pid");
            using var command = System.Diagnostics.Process.GetProcessById(int.Parse(File.ReadAllText(pidFile)));
            command.Kill();
        }
        else
        {
            using var peer = PeerSocket.Own(await listener.AcceptSocketAsync().WaitAsync(ChildProcess.Limit));
            await peer.SendAsync("hello"u8.ToArray());
            peer.Reset();
        }

        Assert.NotEqual(0, await patch.Process.ExitAsync());
        Assert.Contains("patchbay: ", patch.Process.Error);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Whoever comes to an end that listens, and stays.</summary>
    static async Task<ChildProcess?> ClientOf(string other, PatchbayProcess patch, string folder)
    {
        if (other.StartsWith("tcp-listen", StringComparison.Ordinal))
        {
            return ChildProcess.Start("socat", ["-", $"TCP:127.0.0.1:{await PatchPeersTests.PortAsync(patch)}"]);
        }

        if (other.StartsWith("unix-listen", StringComparison.Ordinal))
        {
            await patch.Process.ErrorHas("listening on");
            return ChildProcess.Start("socat", ["-", $"UNIX-CONNECT:{folder}/in"]);
        }

        return null;
    }

    async Task<ChildProcess> TlsServerAsync(string address)
    {
        var (key, certificate) = (_folder["key.pem"], _folder["cert.pem"]);
        await using var making = ChildProcess.Start("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", certificate, "-subj", "/CN=localhost"]);
        Assert.Equal(0, await making.ExitAsync());
        var server = ChildProcess.Start("openssl", ["s_server", "-accept", address.Split(':')[2].Split(',')[0], "-key", key, "-cert", certificate]);
        await server.OutputHas(static text => text.Contains("ACCEPT", StringComparison.Ordinal), "ACCEPT");
        return server;
    }
}
