using System.Net.Sockets;
using System.Text;

namespace Patchbay.Services.Tests.Web;

/// <summary>Clients that mean harm or are broken: each loses its connection or its request, and nobody else anything.</summary>
[Collection(AloneCollection.Name)]
public class WebAbuseTests
{
    [Fact]
    public async Task A_header_that_drips_in_is_cut_off_by_its_time_limit()
    {
        await using var web = await RunningWeb.StartAsync(("header-timeout", "1s"));
        using var slow = await PeerSocket.ConnectAsync(web.EndPoint);
        await slow.SendAsync("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "u8.ToArray());
        var received = slow.ReceiveTextToEndAsync();
        while (!received.IsCompleted)
        {
            try
            {
                await slow.SendAsync("a"u8.ToArray());
            }
            catch (SocketException)
            {
                break;
            }

            await Task.WhenAny(received, Task.Delay(50));
        }

        // RST where a byte was on its way when the end came; else the answer, or nothing.
        var answer = "";
        try
        {
            answer = await received;
        }
        catch (SocketException)
        {
        }

        Assert.Matches("^(HTTP/1.1 408|$)", answer);
        await StillServesAsync(web);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PR")]
    public async Task A_connection_that_asks_for_nothing_ends_by_itself(string start)
    {
        await using var web = await RunningWeb.StartAsync(("keep-alive-timeout", "1s"), ("header-timeout", "1s"));
        Assert.DoesNotContain("200", await web.RawAsync(start));
        await Waiting.Until(() => web.Service.Status.Connections == 0);
    }

    [Fact]
    public async Task A_body_slower_than_the_least_rate_is_cut_and_keeps_what_came()
    {
        await using var web = await RunningWeb.StartAsync(("min-rate", "1000000000"));
        using var slow = await PeerSocket.ConnectAsync(web.EndPoint);
        await slow.SendAsync(Encoding.ASCII.GetBytes($"PUT /x HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes(RunningWeb.Ann))}\r\nContent-Length: 1000000\r\n\r\nstart"));
        Assert.StartsWith("HTTP/1.1 408", await slow.ReceiveTextToEndAsync());
        Assert.False(File.Exists(web.Site["x"]));
        await StillServesAsync(web);
    }

    [Fact]
    public async Task A_reader_slower_than_the_least_rate_is_cut_and_costs_bounded_memory()
    {
        await using var web = await RunningWeb.StartAsync(("min-rate", "1000000000"));
        await File.WriteAllBytesAsync(web.Site["big"], new byte[64 << 20]);
        using var slow = await web.ConnectNarrowAsync();
        await slow.SendAsync("GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        var sent = 0L;
        await Waiting.Until(() =>
        {
            sent = Math.Max(sent, web.Service.Status.BytesSent);
            return web.Service.Status is { Accepted: > 0, Connections: 0 };
        });
        Assert.InRange(sent, 1, 32 << 20);
        await StillServesAsync(web);
    }

    [Fact]
    public async Task One_address_has_no_more_connections_than_the_option_says()
    {
        await using var web = await RunningWeb.StartAsync(("max-connections-per-address", "2"));
        using var first = await PeerSocket.ConnectAsync(web.EndPoint);
        using var second = await PeerSocket.ConnectAsync(web.EndPoint);
        await Waiting.Until(() => web.Service.Status.Connections == 2);
        // The RST may be there before connect has returned.
        await Assert.ThrowsAnyAsync<SocketException>(async () =>
        {
            using var third = await PeerSocket.ConnectAsync(web.EndPoint);
            await third.ReceiveToEndAsync();
        });

        Assert.Equal(1, web.Service.Status.Refused);
        first.Dispose();
        await Waiting.Until(async () =>
        {
            try
            {
                await StillServesAsync(web);
                return true;
            }
            catch (Exception error) when (error is HttpRequestException or SocketException)
            {
                // The first one's place is free a moment after its connection is no longer counted. (HttpClient asks a connection for its peer before it has a request to blame.)
                return false;
            }
        });
    }

    [Fact]
    public async Task Escapes_in_every_spelling_read_nothing_outside()
    {
        await using var web = await RunningWeb.StartAsync();
        var secret = Path.GetFileName(web.Site.Path) + "-secret";
        await File.WriteAllTextAsync(Path.Combine(Path.GetTempPath(), secret), "outside");
        try
        {
            foreach (var up in (string[])["..", "%2e%2e", ".%2e", "%2E.", "..%2f", "%2e%2e%2f", "..%5c", "..\\", "%252e%252e", "..%00", "%c0%ae%c0%ae", "..;", "....//", "%u002e%u002e", "//..", "./.."])
            {
                foreach (var target in (string[])[$"/{up}/{secret}", $"/{up}{secret}", $"/x/{up}/{up}/{secret}", $"http://localhost/{up}/{secret}", $"/{up}/{up}/{up}/{up}/etc/passwd"])
                {
                    var answer = await web.RawAsync($"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
                    Assert.Matches("^HTTP/1.1 (400|403|404) ", answer);
                    Assert.DoesNotContain("outside", answer);
                    Assert.DoesNotContain("root:", answer);
                }
            }
        }
        finally
        {
            File.Delete(Path.Combine(Path.GetTempPath(), secret));
        }

        await StillServesAsync(web);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n")]
    [InlineData("PRI * HTTP/1.1\r\n\r\n")]
    public async Task A_broken_request_is_refused(string request)
    {
        await using var web = await RunningWeb.StartAsync(("header-timeout", "1s"));
        Assert.Matches("^(HTTP/1.1 4|HTTP/1.1 505|$)", await web.RawAsync(request));
        await StillServesAsync(web);
    }

    [Fact]
    public async Task Requests_too_long_in_every_part_are_refused()
    {
        await using var web = await RunningWeb.StartAsync();
        Assert.StartsWith("HTTP/1.1 414", await web.RawAsync($"GET /{new string('a', 9000)} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 431", await web.RawAsync($"GET / HTTP/1.1\r\nHost: localhost\r\nX: {new string('a', 40_000)}\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 431", await web.RawAsync($"GET / HTTP/1.1\r\nHost: localhost\r\n{string.Concat(Enumerable.Range(0, 120).Select(static i => $"X{i}: a\r\n"))}\r\n"));
        Assert.StartsWith("HTTP/1.1 400", await web.RawAsync($"GET /{new string('a', 5000)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        await StillServesAsync(web);
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_its_zip_and_every_descriptor_comes_back()
    {
        await using var web = await RunningWeb.StartAsync();
        var bytes = new byte[32 << 20];
        new Random(1).NextBytes(bytes);
        await File.WriteAllBytesAsync(web.Site["big"], bytes);
        await StillServesAsync(web);
        var before = OpenFiles(web);
        for (var i = 0; i < 8; i++)
        {
            using var socket = await PeerSocket.ConnectAsync(web.EndPoint);
            await socket.SendAsync("GET /?zip HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
            await socket.ReceiveExactlyAsync(100_000);
            socket.Reset();
        }

        await Waiting.Until(() => web.Service.Status.Figures.Single(static figure => figure.Name == "open requests").Value == 0 && OpenFiles(web) <= before, () => $"{OpenFiles(web)} files of the site open, {before} before");
        await StillServesAsync(web);

        static int OpenFiles(RunningWeb web) => Directory.GetFileSystemEntries("/proc/self/fd").Count(link => Target(link)?.StartsWith(web.Site.Path, StringComparison.Ordinal) == true);

        static string? Target(string link)
        {
            try
            {
                return new FileInfo(link).LinkTarget;
            }
            catch (IOException)
            {
                return null;
            }
        }
    }

    [Fact]
    public async Task A_file_that_becomes_shorter_while_it_is_sent_is_not_taken_for_whole()
    {
        await using var web = await RunningWeb.StartAsync();
        await File.WriteAllBytesAsync(web.Site["big"], new byte[64 << 20]);
        using var peer = await web.ConnectNarrowAsync();
        await peer.SendAsync("GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        await peer.ReceiveAsync(new byte[1000]);
        await using (var file = File.OpenWrite(web.Site["big"]))
        {
            file.SetLength(1000);
        }

        var (received, buffer) = (0L, new byte[1 << 20]);
        try
        {
            while (await peer.ReceiveAsync(buffer) is > 0 and var count)
            {
                received += count;
            }
        }
        catch (SocketException)
        {
            // RST; FIN would do too, for the promised length tells.
        }

        Assert.InRange(received, 1, (64 << 20) - 1);
        await StillServesAsync(web);
    }

    [Fact]
    public async Task A_stopping_service_lets_an_answer_finish_and_cuts_what_never_does()
    {
        await using var web = await RunningWeb.StartAsync(("drain-timeout", "30s"));
        await File.WriteAllBytesAsync(web.Site["big"], new byte[16 << 20]);
        using var idle = await PeerSocket.ConnectAsync(web.EndPoint);
        using var used = await PeerSocket.ConnectAsync(web.EndPoint);
        await used.SendAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        await used.ReceiveExactlyAsync(100);
        using var reader = await web.ConnectNarrowAsync();
        await reader.SendAsync("GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        await reader.ReceiveAsync(new byte[1000]);
        await Waiting.Until(() => web.Service.Status.Connections == 3);
        var stopping = web.Service.StopAsync(CancellationToken.None).AsTask();
        var (received, buffer) = (1000L, new byte[1 << 20]);
        while (await reader.ReceiveAsync(buffer) is > 0 and var count)
        {
            received += count;
        }

        Assert.InRange(received, 16 << 20, (16 << 20) + 1000);
        await idle.ReceiveToEndAsync();
        await used.ReceiveToEndAsync();
        var report = await stopping.Soon();
        Assert.Equal((3, 0), (report.Drained, report.Cut));
    }

    static async Task StillServesAsync(RunningWeb web)
    {
        using var answer = await web.SendAsync("GET", "/");
        Assert.Equal(200, (int)answer.StatusCode);
    }
}
