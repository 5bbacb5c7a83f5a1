using System.Buffers;
using System.Text.Json;
using System.Xml.Linq;
using Patchbay.Services.Web;

namespace Patchbay.Services.Tests.Web;

public class ListingTests
{
    static readonly DateTimeOffset Day = new(2026, 11, 21, 6, 0, 0, TimeSpan.Zero);

    static readonly ListingEntry[] Entries = [new("b.txt", false, 10, Day), new("a.txt", false, 30, Day.AddDays(2)), new("C.txt", false, 20, Day.AddDays(1)), new("z", true, 0, Day), new("y", true, 0, Day.AddDays(1))];

    [Theory]
    [InlineData("name", null, "y z a.txt b.txt C.txt")]
    [InlineData("name", "desc", "z y C.txt b.txt a.txt")]
    [InlineData("size", "asc", "y z b.txt C.txt a.txt")]
    [InlineData("size", "desc", "y z a.txt C.txt b.txt")]
    [InlineData("date", "asc", "z y b.txt C.txt a.txt")]
    [InlineData("date", "desc", "y z a.txt C.txt b.txt")]
    [InlineData("nonsense", "up", "y z a.txt b.txt C.txt")]
    public void A_listing_is_sorted_both_ways_with_folders_first(string sort, string? order, string expected) =>
        Assert.Equal(expected, string.Join(' ', ListingOrder.Parse(sort, order).Sort(Entries).Select(static entry => entry.Name)));

    [Fact]
    public void A_second_click_turns_the_order_around()
    {
        var byName = ListingOrder.Parse(null, null);
        Assert.Equal("?sort=name&order=desc", byName.Click("name").Query);
        Assert.Equal("?sort=size&order=asc", byName.Click("size").Query);
        Assert.Equal("?sort=name&order=asc", byName.Click("name").Click("name").Query);
    }

    [Fact]
    public void Names_cannot_become_markup_or_leave_their_links()
    {
        string[] names = ["<script>alert(1)</script>", "\"onmouseover=\"x", "a&b", "javascript:alert(1)", "//evil.example", "?x#y", "100%", "' '", "ä€😀"];
        var html = Render(names.Select(static name => new ListingEntry(name.Replace('/', '_'), false, 1, Day)));
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        var links = Links(html).Where(static link => link.StartsWith("./", StringComparison.Ordinal)).ToList();
        Assert.Equal(names.Length, links.Count);
        Assert.All(links, static link => Assert.DoesNotContain(link, static c => c is '"' or '<' or '?' or '#' or ' '));
        Assert.Equal(names.Select(static name => name.Replace('/', '_')), links.Select(static link => Uri.UnescapeDataString(link[2..])));
    }

    [Fact]
    public void The_page_is_well_formed_for_every_mix_of_names_and_offers()
    {
        for (var i = 0; i < 200; i++)
        {
            var random = Fuzz.At(i);
            var entries = Enumerable.Range(0, random.Next(5)).Select(_ => new ListingEntry(Fuzz.Mutate(random, "a<b>&\"'.txt", "<>&\"'%ä{}"), random.Next(2) == 0, random.NextInt64(), Day));
            var html = ListingPage.Render(
                new FolderListing(new WebPath(random.Next(2) == 0 ? [] : ["<i>", "\"x"], true), [.. entries], ListingOrder.Parse("size", "desc"), random.Next(2) == 0),
                new ListingPageOptions(random.Next(2) == 0, random.Next(2) == 0, random.Next(2) == 0, random.Next(2) == 0 ? "ann" : null));

            // Our HTML has an end for every element but the void ones: with those closed it must be XML.
            var xml = System.Text.RegularExpressions.Regex.Replace(html.Replace("<!doctype html>", ""), "<(meta|link|input)([^>]*)>", "<$1$2/>").Replace(" download>", " download=''>").Replace(" multiple required", " multiple='' required=''").Replace(" required autocomplete", " required='' autocomplete");
            Assert.NotNull(XDocument.Parse(xml).Root);
        }
    }

    [Fact]
    public void The_order_is_told_to_eyes_and_to_screen_readers()
    {
        var html = ListingPage.Render(new FolderListing(WebPath.Root, Entries, ListingOrder.Parse("size", "desc"), false), default);
        Assert.Contains("aria-sort=\"descending\"", html);
        Assert.Contains("Size ↓", html);
        Assert.Contains("rel=\"alternate\" type=\"application/json\"", html);
        Assert.DoesNotContain("<form", html);
        Assert.Contains("<form", ListingPage.Render(new FolderListing(WebPath.Root, Entries, default, false), new(false, CanUpload: true, false, "ann")));
    }

    [Fact]
    public void Programs_get_names_sizes_and_times()
    {
        var output = new ArrayBufferWriter<byte>();
        ListingJson.Write(new FolderListing(new WebPath(["s"], true), [new("a\"b", false, long.MaxValue, Day), new("d", true, 0, Day)], default, IsCut: true), output);
        using var json = JsonDocument.Parse(output.WrittenMemory);
        Assert.Equal("/s/", json.RootElement.GetProperty("path").GetString());
        Assert.True(json.RootElement.GetProperty("truncated").GetBoolean());
        var (file, folder) = (json.RootElement.GetProperty("entries")[0], json.RootElement.GetProperty("entries")[1]);
        Assert.Equal(("a\"b", "file", long.MaxValue, Day), (file.GetProperty("name").GetString(), file.GetProperty("type").GetString(), file.GetProperty("size").GetInt64(), file.GetProperty("modified").GetDateTimeOffset()));
        Assert.Equal("folder", folder.GetProperty("type").GetString());
        Assert.False(folder.TryGetProperty("size", out _));
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(200 * 1024, "200 KiB")]
    [InlineData(long.MaxValue, "8.0 EiB")]
    public void Lengths_are_told_in_units_people_read(long length, string expected) => Assert.Equal(expected, ListingPage.Size(length));

    [Fact]
    public void The_parts_of_a_multipart_answer_are_as_long_as_promised()
    {
        var parts = new MultipartRanges([new(1, 2), new(4, 1)], "text/plain; charset=utf-8", 6, "B");
        var body = parts.Head(0).Concat("el"u8.ToArray()).Concat(parts.Head(1)).Concat("o"u8.ToArray()).Concat(parts.Tail).ToArray();
        Assert.Equal(body.Length, parts.Length);
        Assert.Equal("--B\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes 1-2/6\r\n\r\nel\r\n--B\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes 4-4/6\r\n\r\no\r\n--B--\r\n", System.Text.Encoding.ASCII.GetString(body));
    }

    [Theory]
    [InlineData("a.html", "text/html; charset=utf-8")]
    [InlineData("a.JS", "text/javascript; charset=utf-8")]
    [InlineData("a.json", "application/json; charset=utf-8")]
    [InlineData("a.svg", "image/svg+xml; charset=utf-8")]
    [InlineData("a.png", "image/png")]
    [InlineData("a.tar.gz", "application/gzip")]
    [InlineData("README", "text/plain; charset=utf-8")]
    [InlineData("x", "application/octet-stream")]
    [InlineData("a.", "application/octet-stream")]
    public void A_type_follows_from_the_name(string name, string type) => Assert.Equal(type, ContentTypes.Of(name));

    static string Render(IEnumerable<ListingEntry> entries) => ListingPage.Render(new FolderListing(WebPath.Root, [.. entries], default, false), default);

    static IEnumerable<string> Links(string html) =>
        System.Text.RegularExpressions.Regex.Matches(html, "<a href=\"([^\"]*)\"").Select(static match => System.Net.WebUtility.HtmlDecode(match.Groups[1].Value));
}
