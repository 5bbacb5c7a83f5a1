using System.Text;

namespace Patchbay.Services.Tests.Web;

/// <summary>Changing files: rights, conditions, resumption, forms.</summary>
public class WebUploadTests
{
    static readonly byte[] Content = Encoding.ASCII.GetBytes("0123456789");

    [Fact]
    public async Task Who_has_no_account_or_no_right_changes_nothing()
    {
        await using var web = await RunningWeb.StartAsync();
        foreach (var (user, status) in ((string?, int)[])[(null, 401), (RunningWeb.Bob, 403), ("carl:secret-of-carl", 403), ("nobody:x", 401)])
        {
            using var put = await web.PutAsync("/x", Content, user);
            Assert.Equal(status, (int)put.StatusCode);
            Assert.Equal(status == 401, put.Headers.WwwAuthenticate.Any(static challenge => challenge.Scheme == "Basic" && challenge.Parameter!.Contains("realm=")));
        }

        foreach (var method in (string[])["DELETE", "MKCOL", "POST"])
        {
            using var answer = await web.SendAsync(method, "/x", RunningWeb.Bob);
            Assert.Equal(403, (int)answer.StatusCode);
        }

        Assert.Empty(Directory.GetFileSystemEntries(web.Site.Path));
        using var positive = await web.PutAsync("/x", Content);
        Assert.Equal(201, (int)positive.StatusCode);
    }

    [Fact]
    public async Task A_new_file_is_created_and_an_old_one_replaced_with_its_new_tag()
    {
        await using var web = await RunningWeb.StartAsync();
        using var created = await web.PutAsync("/x%20y.txt", Content);
        Assert.Equal((201, "/x%20y.txt"), ((int)created.StatusCode, created.Headers.Location!.OriginalString));
        using var replaced = await web.PutAsync("/x%20y.txt", [1]);
        Assert.Equal(204, (int)replaced.StatusCode);
        using var read = await web.SendAsync("GET", "/x%20y.txt");
        Assert.Equal(replaced.Headers.ETag, read.Headers.ETag);
        Assert.NotEqual(created.Headers.ETag, read.Headers.ETag);
        Assert.Equal([1], await read.Content.ReadAsByteArrayAsync());
        Assert.Equal(["x y.txt"], Directory.GetFileSystemEntries(web.Site.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Conditions_keep_two_writers_from_each_other_s_work()
    {
        await using var web = await RunningWeb.StartAsync();
        Assert.Equal(412, await Put(("If-Match", "*")));
        Assert.Equal(201, await Put(("If-None-Match", "*")));
        Assert.Equal(412, await Put(("If-None-Match", "*")));
        using var read = await web.SendAsync("GET", "/x");
        var tag = read.Headers.ETag!.ToString();
        Assert.Equal(204, await Put(("If-Match", tag)));
        Assert.Equal(412, await Put(("If-Match", tag)));
        Assert.Equal(412, await Put(("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT")));
        using var delete = await web.SendAsync("DELETE", "/x", RunningWeb.Ann, ("If-Match", tag));
        Assert.Equal(412, (int)delete.StatusCode);

        async Task<int> Put(params (string, string)[] fields)
        {
            using var answer = await web.PutAsync("/x", Content, RunningWeb.Ann, fields);
            return (int)answer.StatusCode;
        }
    }

    [Fact]
    public async Task An_upload_that_broke_off_goes_on_where_it_ended()
    {
        await using var web = await RunningWeb.StartAsync();
        await web.PutAsync("/x", [0]);
        using (var peer = await PeerSocket.ConnectAsync(web.EndPoint))
        {
            await peer.SendAsync(Encoding.ASCII.GetBytes($"PUT /x HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes(RunningWeb.Ann))}\r\nContent-Length: 10\r\n\r\n01234"));
            await Waiting.Until(async () => await OffsetAsync(web) == "5");
            peer.Reset();
        }

        // The old file is whole until the new one is.
        Assert.Equal([0], await File.ReadAllBytesAsync(web.Site["x"]));
        Assert.Null(await OffsetAsync(web, RunningWeb.Bob));
        Assert.Null(await OffsetAsync(web, null));
        var answer = await RetryAsync(() => web.PutAsync("/x", Content[7..], RunningWeb.Ann, ("Content-Range", "bytes 7-9/10")));
        Assert.Equal((409, "5"), ((int)answer.StatusCode, answer.Headers.GetValues("Upload-Offset").Single()));
        using var rest = await web.PutAsync("/x", Content[5..], RunningWeb.Ann, ("Content-Range", "bytes 5-9/10"));
        Assert.Equal(204, (int)rest.StatusCode);
        Assert.Equal(Content, await File.ReadAllBytesAsync(web.Site["x"]));
        Assert.Null(await OffsetAsync(web));

        // Until the broken connection is noticed, its upload has the file.
        static async Task<HttpResponseMessage> RetryAsync(Func<Task<HttpResponseMessage>> put)
        {
            HttpResponseMessage answer = null!;
            await Waiting.Until(async () => (answer = await put()).Headers.Contains("Upload-Offset"));
            return answer;
        }
    }

    [Fact]
    public async Task An_upload_may_come_in_pieces()
    {
        await using var web = await RunningWeb.StartAsync();
        using var first = await web.PutAsync("/x", Content[..4], RunningWeb.Ann, ("Content-Range", "bytes 0-3/10"));
        Assert.Equal((202, "4"), ((int)first.StatusCode, first.Headers.GetValues("Upload-Offset").Single()));
        Assert.False(File.Exists(web.Site["x"]));
        using var again = await web.PutAsync("/x", Content[2..7], RunningWeb.Ann, ("Content-Range", "bytes 2-6/10"));
        Assert.Equal((202, "7"), ((int)again.StatusCode, again.Headers.GetValues("Upload-Offset").Single()));
        using var last = await web.PutAsync("/x", Content[7..], RunningWeb.Ann, ("Content-Range", "bytes 7-9/10"));
        Assert.Equal(201, (int)last.StatusCode);
        Assert.Equal(Content, await File.ReadAllBytesAsync(web.Site["x"]));
    }

    [Theory]
    [InlineData("bytes 0-4/10")]
    [InlineData("bytes 0-9/*")]
    [InlineData("bytes */10")]
    [InlineData("nonsense")]
    public async Task A_Content_Range_that_does_not_fit_its_body_is_refused_and_never_stored_as_a_whole(string range)
    {
        await using var web = await RunningWeb.StartAsync();
        using var answer = await web.PutAsync("/x", Content, RunningWeb.Ann, ("Content-Range", range));
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Empty(Directory.GetFileSystemEntries(web.Site.Path));
    }

    [Fact]
    public async Task Two_users_partial_uploads_to_one_name_do_not_meet()
    {
        await using var web = await RunningWeb.StartAsync();
        await web.PutAsync("/x", Content[..4], RunningWeb.Ann, ("Content-Range", "bytes 0-3/10"));
        using var carl = await web.PutAsync("/x", Content[4..], "dora:secret-of-dora", ("Content-Range", "bytes 4-9/10"));
        Assert.Equal(401, (int)carl.StatusCode);
        Assert.Equal("4", await OffsetAsync(web));
        Assert.NotEqual(Patchbay.Services.Web.PartialFile.NameFor("ann", "x"), Patchbay.Services.Web.PartialFile.NameFor("bob", "x"));
        Assert.NotEqual(Patchbay.Services.Web.PartialFile.NameFor("a", "nb"), Patchbay.Services.Web.PartialFile.NameFor("an", "b"));
    }

    [Fact]
    public async Task What_nobody_went_on_with_is_dropped_by_the_next_upload_to_the_folder()
    {
        await using var web = await RunningWeb.StartAsync(("partial-lifetime", "1h"));
        await web.PutAsync("/old", Content[..4], RunningWeb.Ann, ("Content-Range", "bytes 0-3/10"));
        await web.PutAsync("/young", Content[..4], RunningWeb.Ann, ("Content-Range", "bytes 0-3/10"));
        var old = Path.Combine(web.Site.Path, Patchbay.Services.Web.PartialFile.NameFor("ann", "old"));
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-2));
        await web.PutAsync("/x", Content);
        Assert.False(File.Exists(old));
        Assert.True(File.Exists(Path.Combine(web.Site.Path, Patchbay.Services.Web.PartialFile.NameFor("ann", "young"))));
    }

    [Fact]
    public async Task An_upload_beyond_the_limit_is_refused_before_and_while_it_comes()
    {
        await using var web = await RunningWeb.StartAsync(("max-upload", "8B"));
        using var told = await web.PutAsync("/x", Content);
        Assert.Equal(413, (int)told.StatusCode);
        var request = web.Request("PUT", "/x", RunningWeb.Ann);
        request.Content = new StreamContent(new MemoryStream(Content));
        request.Headers.TransferEncodingChunked = true;
        using var untold = await web.Client.SendAsync(request);
        Assert.Equal(413, (int)untold.StatusCode);
        Assert.False(File.Exists(web.Site["x"]));
    }

    [Fact]
    public async Task Folders_are_made_and_removed_only_when_empty()
    {
        await using var web = await RunningWeb.StartAsync();
        Assert.Equal(409, await Do("PUT", "/d/x"));
        Assert.Equal(201, await Do("MKCOL", "/d"));
        Assert.Equal(405, await Do("MKCOL", "/d/"));
        Assert.Equal(409, await Do("MKCOL", "/e/f"));
        Assert.Equal(201, await Do("PUT", "/d/x"));
        Assert.Equal(409, await Do("PUT", "/d"));
        Assert.Equal(409, await Do("PUT", "/d/"));
        Assert.Equal(409, await Do("DELETE", "/d/"));
        Assert.Equal(204, await Do("DELETE", "/d/x"));
        Assert.Equal(404, await Do("DELETE", "/d/x"));
        Assert.Equal(204, await Do("DELETE", "/d"));
        Assert.Equal(405, await Do("DELETE", "/"));
        Assert.Equal(403, await Do("PUT", "/.htaccess"));
        Assert.Empty(Directory.GetFileSystemEntries(web.Site.Path));

        async Task<int> Do(string method, string path)
        {
            using var answer = await web.SendAsync(method, path, RunningWeb.Ann);
            return (int)answer.StatusCode;
        }
    }

    [Fact]
    public async Task Nothing_is_written_or_deleted_through_a_link_that_leads_out()
    {
        await using var web = await RunningWeb.StartAsync();
        using var outside = new TemporaryFolder();
        outside.Write("kept", "kept");
        Directory.CreateSymbolicLink(web.Site["out"], outside.Path);
        File.CreateSymbolicLink(web.Site["file"], outside["kept"]);
        foreach (var (method, path) in ((string, string)[])[("PUT", "/out/new"), ("DELETE", "/out/kept"), ("MKCOL", "/out/dir"), ("PUT", "/out/kept"), ("DELETE", "/file")])
        {
            using var answer = await web.SendAsync(method, path, RunningWeb.Ann);
            Assert.Equal((403, method + path), ((int)answer.StatusCode, method + path));
        }

        Assert.Equal(["kept"], Directory.GetFileSystemEntries(outside.Path).Select(Path.GetFileName));
        Assert.Equal("kept", await File.ReadAllTextAsync(outside["kept"]));
    }

    [Fact]
    public async Task A_form_stores_its_files_and_leads_back_to_the_listing()
    {
        await using var web = await RunningWeb.StartAsync();
        using var answer = await PostAsync(web, ("file", "a.txt", "first"), ("file", @"C:\fake\ä b.txt", "second"), ("file", "", ""));
        Assert.Equal((303, "/"), ((int)answer.StatusCode, answer.Headers.Location!.OriginalString));
        Assert.Equal(("first", "second"), (await File.ReadAllTextAsync(web.Site["a.txt"]), await File.ReadAllTextAsync(web.Site["ä b.txt"])));
        using var folder = await PostAsync(web, ("folder", null, "made"));
        Assert.Equal(303, (int)folder.StatusCode);
        Assert.True(Directory.Exists(web.Site["made"]));
    }

    [Theory]
    [InlineData("file", ".htaccess")]
    [InlineData("file", "..")]
    [InlineData("file", "a\u0001b")]
    public async Task A_form_cannot_name_what_a_path_cannot(string field, string fileName)
    {
        await using var web = await RunningWeb.StartAsync();
        using var answer = await PostAsync(web, (field, fileName, "x"));
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Empty(Directory.GetFileSystemEntries(web.Site.Path));
    }

    [Theory]
    [InlineData("../out")]
    [InlineData("a/b")]
    [InlineData(".hidden")]
    [InlineData("")]
    public async Task A_form_cannot_make_folders_elsewhere(string name)
    {
        await using var web = await RunningWeb.StartAsync();
        using var answer = await PostAsync(web, ("folder", null, name));
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Empty(Directory.GetFileSystemEntries(web.Site.Path));
    }

    [Fact]
    public async Task A_foreign_page_cannot_use_the_password_that_a_browser_adds()
    {
        await using var web = await RunningWeb.StartAsync();
        var own = web.Url;
        Assert.Equal(403, await Put(("Origin", "http://evil.example")));
        Assert.Equal(403, await Put(("Origin", "http://127.0.0.1:1")));
        Assert.Equal(403, await Put(("Origin", "null")));
        Assert.Equal(403, await Put(("Sec-Fetch-Site", "cross-site")));
        Assert.Equal(421, await Put(("Host", "evil.example")));
        Assert.Empty(Directory.GetFileSystemEntries(web.Site.Path));
        Assert.Equal(201, await Put(("Origin", own), ("Sec-Fetch-Site", "same-origin")));

        async Task<int> Put(params (string, string)[] fields)
        {
            using var answer = await web.PutAsync("/x", Content, RunningWeb.Ann, fields);
            return (int)answer.StatusCode;
        }
    }

    static async Task<HttpResponseMessage> PostAsync(RunningWeb web, params (string Field, string? FileName, string Text)[] fields)
    {
        var form = new MultipartFormDataContent { HeaderEncodingSelector = static (_, _) => Encoding.UTF8 };
        foreach (var (field, fileName, text) in fields)
        {
            // As browsers write it: the name in UTF-8 between quotes.
            var part = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
            part.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"{field}\"{(fileName is null ? "" : $"; filename=\"{fileName}\"")}");
            form.Add(part);
        }

        var request = web.Request("POST", "/", RunningWeb.Ann, ("Origin", web.Url));
        request.Content = form;
        return await web.Client.SendAsync(request);
    }

    static async Task<string?> OffsetAsync(RunningWeb web, string? user = RunningWeb.Ann)
    {
        using var head = await web.SendAsync("HEAD", "/x", user);
        return head.Headers.TryGetValues("Upload-Offset", out var values) ? values.Single() : null;
    }
}
