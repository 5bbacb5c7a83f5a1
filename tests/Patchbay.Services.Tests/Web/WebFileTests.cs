using System.Net;

namespace Patchbay.Services.Tests.Web;

/// <summary>Reading files: RFC 9110 as a client sees it.</summary>
public class WebFileTests
{
    const string Text = "0123456789";

    [Fact]
    public async Task A_file_comes_with_its_validators_type_and_length_and_HEAD_with_the_same_fields()
    {
        await using var web = await StartAsync();
        using var got = await web.SendAsync("GET", "/a.txt");
        Assert.Equal(HttpStatusCode.OK, got.StatusCode);
        Assert.Equal(Text, await got.Content.ReadAsStringAsync());
        Assert.Equal("text/plain; charset=utf-8", got.Content.Headers.ContentType!.ToString());
        Assert.False(got.Headers.ETag!.IsWeak);
        Assert.Equal("bytes", got.Headers.AcceptRanges.Single());
        Assert.Equal("nosniff", got.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal(File.GetLastWriteTimeUtc(web.Site["a.txt"]), got.Content.Headers.LastModified!.Value.UtcDateTime, TimeSpan.FromSeconds(1));

        using var head = await web.SendAsync("HEAD", "/a.txt");
        Assert.Equal(Fields(got), Fields(head));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());

        static IEnumerable<string> Fields(HttpResponseMessage answer) =>
            answer.Headers.Concat(answer.Content.Headers).Where(static field => field.Key != "Date").Select(static field => $"{field.Key}: {string.Join(',', field.Value)}").Order();
    }

    [Theory]
    [InlineData("bytes=2-4", 206, "234", "bytes 2-4/10")]
    [InlineData("bytes=7-", 206, "789", "bytes 7-9/10")]
    [InlineData("bytes=-2", 206, "89", "bytes 8-9/10")]
    [InlineData("bytes=10-", 416, "", "bytes */10")]
    [InlineData("bytes=4-2", 200, Text, null)]
    [InlineData("apples=1-2", 200, Text, null)]
    [InlineData("bytes=0-9,0-9", 200, Text, null)]
    public async Task A_part_comes_as_asked_for(string range, int status, string body, string? contentRange)
    {
        await using var web = await StartAsync();
        using var answer = await web.SendAsync("GET", "/a.txt", null, ("Range", range));
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(body, await answer.Content.ReadAsStringAsync());
        Assert.Equal(contentRange, answer.Content.Headers.ContentRange?.ToString());

        // Range is a thing of GET alone (RFC 9110 section 14.2).
        using var head = await web.SendAsync("HEAD", "/a.txt", null, ("Range", range));
        Assert.Equal(200, (int)head.StatusCode);
        Assert.Equal(10, head.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Several_parts_come_as_one_multipart_body()
    {
        await using var web = await StartAsync();
        using var answer = await web.SendAsync("GET", "/a.txt", null, ("Range", "bytes=0-0, 5-6,-1"));
        Assert.Equal(206, (int)answer.StatusCode);
        Assert.Null(answer.Content.Headers.ContentRange);
        var boundary = answer.Content.Headers.ContentType!.Parameters.Single().Value!;
        var body = await answer.Content.ReadAsStringAsync();
        Assert.Equal(answer.Content.Headers.ContentLength, body.Length);
        var parts = body.Split("--" + boundary);
        Assert.Equal(["0", "56", "9"], parts[1..^1].Select(static part => part.Split("\r\n\r\n")[1].TrimEnd()));
        Assert.Equal("--\r\n", parts[^1]);
        Assert.Contains("Content-Range: bytes 5-6/10", parts[2]);
        Assert.Contains("Content-Type: text/plain; charset=utf-8", parts[2]);
    }

    [Fact]
    public async Task Conditions_are_kept_against_the_file_as_it_is_now()
    {
        await using var web = await StartAsync();
        using var first = await web.SendAsync("GET", "/a.txt");
        var (tag, date) = (first.Headers.ETag!.ToString(), first.Content.Headers.GetValues("Last-Modified").Single());
        await Expect(304, "GET", ("If-None-Match", tag));
        await Expect(304, "HEAD", ("If-None-Match", "\"x\", W/" + tag));
        await Expect(304, "GET", ("If-Modified-Since", date));
        await Expect(200, "GET", ("If-None-Match", "\"x\""), ("If-Modified-Since", date));
        await Expect(412, "GET", ("If-Match", "\"x\""));
        await Expect(200, "GET", ("If-Match", tag));
        await Expect(412, "GET", ("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"));
        await Expect(206, "GET", ("Range", "bytes=0-0"), ("If-Range", tag));
        await Expect(200, "GET", ("Range", "bytes=0-0"), ("If-Range", "\"x\""));
        await Expect(206, "GET", ("Range", "bytes=0-0"), ("If-Range", date));
        await Expect(304, "GET", ("Range", "bytes=0-0"), ("If-None-Match", tag));

        // Another content of the same length and the same second is another state.
        web.Site.Write("a.txt", "9876543210");
        File.SetLastWriteTimeUtc(web.Site["a.txt"], first.Content.Headers.LastModified!.Value.UtcDateTime);
        await Expect(200, "GET", ("If-None-Match", tag));
        await Expect(200, "GET", ("Range", "bytes=0-0"), ("If-Range", tag));

        async Task Expect(int status, string method, params (string, string)[] fields)
        {
            using var answer = await web.SendAsync(method, "/a.txt", null, fields);
            Assert.Equal((status, string.Join(' ', fields)), ((int)answer.StatusCode, string.Join(' ', fields)));
            if (status == 304)
            {
                // What a cache needs to renew what it has (RFC 9110 section 15.4.5).
                Assert.Equal(tag, answer.Headers.ETag!.ToString());
            }
        }
    }

    [Fact]
    public async Task Methods_that_are_not_there_are_told_from_those_that_are_unknown()
    {
        await using var web = await StartAsync();
        using var patch = await web.SendAsync("PATCH", "/a.txt");
        Assert.Equal(405, (int)patch.StatusCode);
        Assert.Contains("GET", patch.Content.Headers.Allow);
        using var brew = await web.SendAsync("BREW", "/a.txt");
        Assert.Equal(501, (int)brew.StatusCode);
        using var options = await web.SendAsync("OPTIONS", "/a.txt");
        Assert.Equal((204, true), ((int)options.StatusCode, options.Content.Headers.Allow.Contains("PUT")));
        Assert.StartsWith("HTTP/1.1 204", await web.RawAsync("OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
    }

    [Fact]
    public async Task A_folder_is_redirected_to_its_slash_shows_its_index_and_else_its_files()
    {
        await using var web = await StartAsync();
        Directory.CreateDirectory(web.Site["sub dir"]);
        web.Site.Write("sub dir/x.txt", "x");
        using var bare = await web.SendAsync("GET", "/sub%20dir?sort=size");
        Assert.Equal((301, "/sub%20dir/?sort=size"), ((int)bare.StatusCode, bare.Headers.Location!.OriginalString));
        using var listing = await web.SendAsync("GET", "/sub%20dir/");
        Assert.Contains("href=\"./x.txt\"", await listing.Content.ReadAsStringAsync());
        Assert.Contains("default-src 'none'", listing.Headers.GetValues("Content-Security-Policy").Single());

        web.Site.Write("sub dir/index.html", "<p>index</p>");
        using var index = await web.SendAsync("GET", "/sub%20dir/");
        Assert.Equal("<p>index</p>", await index.Content.ReadAsStringAsync());
        Assert.NotNull(index.Headers.ETag);
        using var json = await web.SendAsync("GET", "/sub%20dir/?json");
        Assert.Contains("\"name\":\"index.html\"", await json.Content.ReadAsStringAsync());
        using var slash = await web.SendAsync("GET", "/a.txt/");
        Assert.Equal(404, (int)slash.StatusCode);
    }

    [Fact]
    public async Task Hidden_files_and_links_out_are_neither_listed_nor_sent_nor_packed()
    {
        await using var web = await StartAsync();
        web.Site.Write(".secret", "hidden");
        Directory.CreateDirectory(web.Site[".git"]);
        File.CreateSymbolicLink(web.Site["passwd"], "/etc/passwd");
        File.CreateSymbolicLink(web.Site["gone"], "nowhere");
        File.CreateSymbolicLink(web.Site["link.txt"], "a.txt");
        using var json = await web.SendAsync("GET", "/?json");
        using var names = System.Text.Json.JsonDocument.Parse(await json.Content.ReadAsStringAsync());
        Assert.Equal(["a.txt", "link.txt"], names.RootElement.GetProperty("entries").EnumerateArray().Select(static entry => entry.GetProperty("name").GetString()));
        using var zip = new System.IO.Compression.ZipArchive(await (await web.SendAsync("GET", "/?zip")).Content.ReadAsStreamAsync());
        Assert.Equal(["a.txt", "link.txt"], zip.Entries.Select(static entry => entry.FullName));
        foreach (var (path, status) in ((string, int)[])[("/.secret", 404), ("/.git/", 404), ("/passwd", 403), ("/gone", 404)])
        {
            Assert.StartsWith($"HTTP/1.1 {status} ", await web.RawAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        }
    }

    [Fact]
    public async Task A_listing_is_whole_while_files_come_and_go()
    {
        await using var web = await StartAsync();
        using var stop = new CancellationTokenSource();
        var changing = Task.Run(() =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i = (i + 1) % 50)
            {
                web.Site.Write($"come-{i}", "x");
                File.Delete(web.Site[$"come-{(i + 25) % 50}"]);
            }
        });
        for (var i = 0; i < 200; i++)
        {
            using var listing = await web.SendAsync("GET", "/?json");
            Assert.Equal(200, (int)listing.StatusCode);
            Assert.Contains("\"a.txt\"", await listing.Content.ReadAsStringAsync());
        }

        await stop.CancelAsync();
        await changing;
    }

    [Fact]
    public async Task A_compressed_neighbour_is_sent_to_who_takes_it_when_that_is_switched_on()
    {
        await using var web = await StartAsync(("precompressed", "on"));
        web.Site.Write("a.txt.br", "compressed");
        using var plain = await web.SendAsync("GET", "/a.txt");
        using var packed = await web.SendAsync("GET", "/a.txt", null, ("Accept-Encoding", "gzip, br"));
        Assert.Equal((Text, "compressed"), (await plain.Content.ReadAsStringAsync(), await packed.Content.ReadAsStringAsync()));
        Assert.Equal(("br", "text/plain"), (packed.Content.Headers.ContentEncoding.Single(), packed.Content.Headers.ContentType!.MediaType));
        Assert.NotEqual(plain.Headers.ETag, packed.Headers.ETag);
        Assert.Equal(["Accept-Encoding", "Accept-Encoding"], [plain.Headers.Vary.Single(), packed.Headers.Vary.Single()]);

        File.SetLastWriteTimeUtc(web.Site["a.txt.br"], DateTime.UtcNow.AddDays(-1));
        using var stale = await web.SendAsync("GET", "/a.txt", null, ("Accept-Encoding", "br"));
        Assert.Equal(Text, await stale.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_zip_holds_the_folder_with_names_of_every_script_and_empty_folders()
    {
        await using var web = await StartAsync();
        Directory.CreateDirectory(web.Site["tief/ä€"]);
        Directory.CreateDirectory(web.Site["tief/leer"]);
        web.Site.Write("tief/ä€/😀.txt", "smile");
        using var answer = await web.SendAsync("GET", "/tief/?zip");
        Assert.Equal("attachment; filename*=UTF-8''tief.zip", answer.Content.Headers.GetValues("Content-Disposition").Single());
        using var zip = new System.IO.Compression.ZipArchive(await answer.Content.ReadAsStreamAsync());
        Assert.Equal(["leer/", "ä€/😀.txt"], zip.Entries.Select(static entry => entry.FullName).Order(StringComparer.Ordinal));
        using var reader = new StreamReader(zip.GetEntry("ä€/😀.txt")!.Open());
        Assert.Equal("smile", await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task A_folder_beyond_the_limit_is_not_packed_and_one_below_is()
    {
        await using var web = await StartAsync(("zip-limit", "10B"));
        using var whole = await web.SendAsync("GET", "/?zip");
        Assert.Equal(200, (int)whole.StatusCode);
        web.Site.Write("b", "x");
        using var more = await web.SendAsync("GET", "/?zip");
        Assert.Equal(403, (int)more.StatusCode);
        Assert.Contains("10 B", await more.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Ten_megabytes_come_byte_for_byte_over_HTTP_1_and_2()
    {
        await using var web = await StartAsync();
        var bytes = new byte[10_000_019];
        new Random(1).NextBytes(bytes);
        await File.WriteAllBytesAsync(web.Site["big"], bytes);
        foreach (var version in (Version[])[HttpVersion.Version11, HttpVersion.Version20])
        {
            var request = web.Request("GET", "/big");
            (request.Version, request.VersionPolicy) = (version, HttpVersionPolicy.RequestVersionExact);
            using var answer = await web.Client.SendAsync(request);
            Assert.Equal(version, answer.Version);
            Assert.True((await answer.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(bytes));
        }
    }

    static Task<RunningWeb> StartAsync(params (string Key, string Value)[] options) => StartAsync(Text, options);

    static async Task<RunningWeb> StartAsync(string text, (string Key, string Value)[] options)
    {
        var web = await RunningWeb.StartAsync(options);
        web.Site.Write("a.txt", text);
        return web;
    }
}
