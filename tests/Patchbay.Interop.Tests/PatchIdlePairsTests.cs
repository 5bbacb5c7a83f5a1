using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Patchbay.Interop.Tests;

/// <summary>What thousands of patched connections hold while nothing passes through them.</summary>
public sealed partial class PatchIdlePairsTests(ITestOutputHelper output)
{
    const int Pairs = 2000;

    // Measured: 8.5 KiB, and 12 of a debug build. Two buffers of 4 KiB that are not given back would be seen.
    const double MostKibibytes = 18;

    [NeedsFact("linux", "slow")]
    public async Task An_idle_pair_holds_its_two_sockets_and_little_memory_and_all_of_it_comes_back()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        await using var patch = PatchbayProcess.StartOn("patch", "--verbose", "--max", $"{Pairs + 100}", "tcp-listen:127.0.0.1:0", $"tcp:{server.LocalEndpoint}");
        await patch.Process.ErrorHas("listening on ");
        var port = int.Parse(Listening().Match(patch.Process.Error).Groups[1].Value, CultureInfo.InvariantCulture);
        var kept = new List<PeerSocket>();
        // What the first pairs make stays: code, threads, pools.
        await PairUpAsync(server, port, 20, kept);
        var (descriptors, memory) = (Open(patch.Process.Id), Anonymous(patch.Process.Id));
        await PairUpAsync(server, port, Pairs, kept);
        var (each, kibibytes) = ((Open(patch.Process.Id) - descriptors) / (double)Pairs, (Anonymous(patch.Process.Id) - memory) / (double)Pairs);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Pairs} idle pairs: {each:0.00} descriptors and {kibibytes:0.0} KiB each"));
        Assert.InRange(each, 1.99, 2.01);
        Assert.InRange(kibibytes, 0, MostKibibytes);

        kept.ForEach(static one => one.Dispose());
        await Waiting.Until(() => Open(patch.Process.Id) <= descriptors - 40, () => $"{Open(patch.Process.Id)} descriptors open, {descriptors} with 20 pairs");
    }

    // Bytes pass both ways first: an end that never carried any may not have what it needs to.
    static async Task PairUpAsync(TcpListener server, int port, int count, List<PeerSocket> kept)
    {
        for (var i = 0; i < count; i++)
        {
            var client = await PeerSocket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
            kept.Add(client);
            var peer = PeerSocket.Own(await server.AcceptSocketAsync().WaitAsync(ChildProcess.Limit));
            kept.Add(peer);
            await client.SendAsync(new byte[100]);
            await peer.ReceiveExactlyAsync(100);
            await peer.SendAsync(new byte[100]);
            await client.ReceiveExactlyAsync(100);
        }
    }

    static int Open(int pid) => Directory.GetFileSystemEntries($"/proc/{pid}/fd").Length;

    // In KiB: what is the process's own, and no file's.
    static int Anonymous(int pid) => int.Parse(Own().Match(File.ReadAllText($"/proc/{pid}/status")).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"listening on tcp-listen:127\.0\.0\.1:(\d+)")]
    private static partial Regex Listening();

    [GeneratedRegex(@"RssAnon:\s+(\d+)")]
    private static partial Regex Own();
}
