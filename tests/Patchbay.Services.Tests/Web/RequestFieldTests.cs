using System.Buffers;
using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Patchbay.Services.Web;

namespace Patchbay.Services.Tests.Web;

/// <summary>The small fields: uploads' ranges, passwords, where a request comes from, the first bytes of HTTP/2, codings.</summary>
public class RequestFieldTests
{
    [Theory]
    [InlineData("bytes 0-0/1", 0, 1, 1)]
    [InlineData("bytes 5-9/20", 5, 5, 20)]
    [InlineData("Bytes 5-19/20", 5, 15, 20)]
    public void A_range_of_an_upload_names_first_last_and_total(string header, long start, long length, long total) =>
        Assert.Equal(new UploadRange(start, length, total), UploadRange.Parse(header));

    [Theory]
    [InlineData("")]
    [InlineData("bytes */20")]
    [InlineData("bytes 0-9/*")]
    [InlineData("bytes 9-5/20")]
    [InlineData("bytes 0-20/20")]
    [InlineData("bytes=0-9/20")]
    [InlineData("bytes 0-9")]
    [InlineData("bytes -9/20")]
    [InlineData("bytes 0-/20")]
    [InlineData("bytes 0-99999999999999999999/999999999999999999999")]
    [InlineData("bytes 5/9-20")]
    public void Another_text_is_no_range_of_an_upload(string header) => Assert.Null(UploadRange.Parse(header));

    [Fact]
    public void Names_and_passwords_read_back_whatever_is_in_them()
    {
        var texts = ArbMap.Default.GeneratorFor<(NonNull<string>, NonNull<string>)>()
            .Select(static pair => (Name: Printable(pair.Item1.Get).Replace(":", ""), Password: Printable(pair.Item2.Get)));
        Prop.ForAll(texts.ToArbitrary(), static pair => BasicCredentials.Parse(Header($"{pair.Name}:{pair.Password}")) is { } read && read.Name == pair.Name && read.Password == pair.Password).QuickCheckThrowOnFailure();

        static string Printable(string text) => new([.. text.Where(static c => !char.IsControl(c) && !char.IsSurrogate(c)).Take(200)]);
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic !!!")]
    [InlineData("Bearer YTpi")]
    [InlineData("Basic YQ==")]
    [InlineData("Basic YQA6Yg==")]
    public void What_is_no_name_and_password_is_refused(string header) => Assert.Null(BasicCredentials.Parse(header));

    [Fact]
    public void A_password_in_Latin_1_is_understood_and_an_endless_one_is_not()
    {
        Assert.Equal("pä", BasicCredentials.Parse("Basic " + Convert.ToBase64String(Encoding.Latin1.GetBytes("a:pä")))!.Password);
        Assert.Null(BasicCredentials.Parse(Header("a:" + new string('x', 4000))));
    }

    [Fact]
    public void Whatever_stands_in_a_field_it_is_read_or_refused()
    {
        string[] seeds = ["Basic YW5uOnNlY3JldA==", "bytes 0-9/20", "http://127.0.0.1:8080", "[::1]:8080", "null", "https://[fe80::1%25eth0]", "localhost."];
        for (var i = 0; i < Fuzz.Inputs; i++)
        {
            var random = Fuzz.At(i);
            var text = Fuzz.Mutate(random, seeds[random.Next(seeds.Length)], "Basic YW5u=:/[].0123456789-*\u00e4 ");
            BasicCredentials.Parse(text);
            if (UploadRange.Parse(text) is { } range)
            {
                Assert.True(range.Start >= 0 && range.Length > 0 && range.Start + range.Length <= range.Total, text);
            }

            RequestSource.RefuseHost(text, [], Loopback);
            RequestSource.RefuseWrite(text, null, seeds[random.Next(seeds.Length)]);
            Assert.NotNull(RequestSource.RefuseWrite("http://evil.example", null, text.Replace("evil", "")));
        }
    }

    static readonly IPEndPoint Loopback = new(IPAddress.Loopback, 8080);

    [Theory]
    [InlineData("127.0.0.1:8080", true)]
    [InlineData("localhost:8080", true)]
    [InlineData("files.localhost", true)]
    [InlineData("[::1]:8080", true)]
    [InlineData("", true)]
    [InlineData("named.example:8080", true)]
    [InlineData("evil.example", false)]
    [InlineData("evil.example:8080", false)]
    public void On_loopback_a_name_of_elsewhere_is_refused(string host, bool isTaken)
    {
        Assert.Equal(isTaken, RequestSource.RefuseHost(host, ["named.example"], Loopback) is null);
        Assert.Null(RequestSource.RefuseHost(host, [RequestSource.AnyHost], Loopback));
        Assert.Null(RequestSource.RefuseHost(host, [], local: null));
    }

    [Theory]
    [InlineData(null, null, "127.0.0.1:8080", true)]
    [InlineData(null, "same-origin", "127.0.0.1:8080", true)]
    [InlineData(null, "none", "127.0.0.1:8080", true)]
    [InlineData(null, "cross-site", "127.0.0.1:8080", false)]
    [InlineData(null, "same-site", "127.0.0.1:8080", false)]
    [InlineData("http://127.0.0.1:8080", null, "127.0.0.1:8080", true)]
    [InlineData("http://127.0.0.1:3000", null, "127.0.0.1:8080", false)]
    [InlineData("http://localhost:8080", null, "127.0.0.1:8080", false)]
    [InlineData("https://files.example", null, "files.example", true)]
    [InlineData("https://files.example", null, "files.example:443", true)]
    [InlineData("http://files.example", null, "FILES.example:80", true)]
    [InlineData("http://files.example", null, "files.example:8080", false)]
    [InlineData("http://[::1]:8080", null, "[::1]:8080", true)]
    [InlineData("http://[::1]", null, "[::1]", true)]
    [InlineData("http://evil.example", "same-origin", "127.0.0.1:8080", false)]
    [InlineData("null", null, "127.0.0.1:8080", false)]
    [InlineData("", null, "127.0.0.1:8080", false)]
    public void A_page_of_another_origin_may_not_change_anything(string? origin, string? site, string host, bool isTaken) =>
        Assert.Equal(isTaken, RequestSource.RefuseWrite(origin, site, host) is null);

    [Fact]
    public void The_preface_of_HTTP_2_is_told_as_soon_as_it_is_sure()
    {
        var preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();
        for (var length = 0; length <= preface.Length; length++)
        {
            Assert.Equal(length < 14 ? null : true, HttpPreface.IsHttp2(new ReadOnlySequence<byte>(preface, 0, length)));
        }

        Assert.False(HttpPreface.IsHttp2(new ReadOnlySequence<byte>("PROPFIND / HTTP/1.1"u8.ToArray())));
        Assert.False(HttpPreface.IsHttp2(new ReadOnlySequence<byte>("G"u8.ToArray())));
    }

    [Theory]
    [InlineData("br", true)]
    [InlineData("gzip, br;q=0.5", true)]
    [InlineData("*", true)]
    [InlineData("gzip", false)]
    [InlineData("br;q=0", false)]
    [InlineData("br;q=0, *", false)]
    [InlineData("identity", false)]
    [InlineData(";;", false)]
    public void A_coding_is_sent_to_who_takes_it(string header, bool isTaken) => Assert.Equal(isTaken, Precompressed.Accepts(header, "br"));

    static string Header(string pair) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair));
}
