using System.Text;
using Patchbay.Services.Transfer;

namespace Patchbay.Services.Tests.Transfer;

public class RemoteUrlTests
{
    [Theory]
    [InlineData("http://example.org", "Http example.org 80 / ''", "http://example.org/")]
    [InlineData("HTTPS://Example.ORG:8443/a%20b?x=1#frag", "Https example.org 8443 /a%20b '?x=1'", "https://example.org:8443/a%20b?x=1")]
    [InlineData("http://[::1]:8080/ä b", "Http ::1 8080 /%C3%A4%20b ''", "http://[::1]:8080/%C3%A4%20b")]
    [InlineData("http://h/a/../b//c", "Http h 80 /a/../b//c ''", "http://h/a/../b//c")]
    [InlineData("ftp://h/a%20b/c", "Ftp h 21 a b/c ''", "ftp://h/a%20b/c")]
    [InlineData("ftp://h//etc/motd", "Ftp h 21 /etc/motd ''", "ftp://h//etc/motd")]
    [InlineData("ftp://h/%2Fetc/motd", "Ftp h 21 /etc/motd ''", "ftp://h//etc/motd")]
    [InlineData("ftps://h/x;type=i", "FtpImplicitTls h 990 x ''", "ftps://h/x")]
    [InlineData("ftpes://h/a?b", "FtpExplicitTls h 21 a?b ''", "ftpes://h/a%3Fb")]
    public void A_URL_is_taken_apart(string text, string parts, string shown)
    {
        var url = RemoteUrl.Parse(text);
        Assert.Equal(parts, $"{url.Scheme} {url.Host} {url.Port} {url.Path} '{url.Query}'");
        Assert.Equal(shown, url.ToString());
    }

    [Fact]
    public void User_and_password_are_read_and_never_shown()
    {
        var url = RemoteUrl.Parse("ftp://ann%40home:se%3Acret@h/x");
        Assert.Equal(("ann@home", "se:cret"), (url.User, url.Password));
        Assert.Equal("ftp://h/x", url.ToString());
        Assert.Equal("http://h/", RemoteUrl.Parse("http://ann:x@y@h").ToUri().AbsoluteUri);
        Assert.Equal(("ann", null), (RemoteUrl.Parse("http://ann@h").User, RemoteUrl.Parse("http://ann@h").Password));
    }

    [Theory]
    [InlineData("example.org/x", "is no URL")]
    [InlineData("://x", "is no URL")]
    [InlineData("gopher://x", "there is no scheme")]
    [InlineData("http://", "has no host")]
    [InlineData("http:///x", "has no host")]
    [InlineData("http://h:0/", "is no host")]
    [InlineData("http://h:99999/", "is no host")]
    [InlineData("http://h,once/", "is no host")]
    [InlineData("http://a b/", "is no host")]
    [InlineData("http://example.or._8080/", "'example.or._8080' is no host")]
    [InlineData("http://@h/", "user in the URL is empty")]
    [InlineData("ftp://h/a%0d%0aDELE%20b", "control character")]
    [InlineData("ftp://h/a%00", "control character")]
    [InlineData("ftp://h/%zz", "two hexadecimal digits")]
    [InlineData("ftp://h/%ff", "no UTF-8")]
    [InlineData("ftp://h/x;type=a", "not supported")]
    [InlineData("ftp://a%0d:b@h/", "control character")]
    public void What_is_no_URL_is_said_to_be_none(string text, string words) =>
        Assert.Contains(words, Assert.Throws<TransferException>(() => RemoteUrl.Parse(text)).Message);

    [Fact]
    public void A_child_stays_below_its_parent()
    {
        Assert.Equal("http://h/a/b%20c/d%3Fe", RemoteUrl.Parse("http://h/a").Child("b c/d?e").ToString());
        Assert.Equal("http://h/a/..%2Fb", RemoteUrl.Parse("http://h/a/").Child("..%2Fb".Replace("%2F", "\u2215")).ToString().Replace("%E2%88%95", "%2F"));
        Assert.Equal("a/b c", RemoteUrl.Parse("ftp://h/a/").Child("b c").Path);
        Assert.Equal("b", RemoteUrl.Parse("ftp://h").Child("b").Path);
    }

    [Theory]
    [InlineData("http://h/a%20b.txt?x", "a b.txt")]
    [InlineData("http://h/a/", "")]
    [InlineData("http://h/%2e%2e", "..")]
    [InlineData("http://h/a%2Fb", "a/b")]
    [InlineData("ftp://h/x/y", "y")]
    public void The_name_is_the_last_part_decoded(string text, string name) => Assert.Equal(name, RemoteUrl.Parse(text).Name);

    [Fact]
    public void Whatever_a_text_is_it_is_a_URL_or_an_error_of_one_line()
    {
        var good = 0;
        Fuzz.Run([.. new[] { "http://user:pw@example.org:8080/a%20b?x#y", "ftp://[::1]/a//b;type=i", "ftpes://h/%2Fx" }.Select(Encoding.ASCII.GetBytes)], input =>
        {
            try
            {
                var url = RemoteUrl.Parse(Encoding.UTF8.GetString(input));
                good++;
                Assert.InRange(url.Port, 1, 65535);
                Assert.DoesNotContain(url.ToString(), static c => char.IsControl(c));
                Assert.True(!url.IsHttp || url.ToUri().Host.Length > 0);
                Assert.True(url.IsHttp || url.Path.AsSpan().IndexOfAny('\r', '\n', '\0') < 0);
                // What is shown is the same place.
                Assert.Equal(url with { User = null, Password = null }, RemoteUrl.Parse(url.ToString()));
            }
            catch (TransferException error)
            {
                Assert.DoesNotContain(error.Message, static c => char.IsControl(c));
            }
        });
        Assert.InRange(good, Fuzz.Inputs / 20, int.MaxValue);
    }

    [Theory]
    [InlineData("https://h/a", "/b", "https://h/b")]
    [InlineData("http://h/a/b", "c?d", "http://h/a/c?d")]
    [InlineData("http://h/a", "https://other/x", "https://other/x")]
    [InlineData("http://h/a", "//other:81/x", "http://other:81/x")]
    [InlineData("http://h/a", "http://ann:pw@h/x", "http://h/x")]
    public void A_redirect_is_resolved_against_who_sent_it(string from, string location, string expected)
    {
        var url = Redirects.Follow(RemoteUrl.Parse(from), location);
        Assert.Equal(expected, url.ToString());
        Assert.Null(url.Password);
    }

    [Theory]
    [InlineData("https://h/a", "http://h/a", "from https to http")]
    [InlineData("http://h/a", "ftp://h/a", "another protocol")]
    [InlineData("http://h/a", "file:///etc/passwd", "no URL for us")]
    [InlineData("http://h/a", null, "does not say where")]
    [InlineData("http://h/a", "http://:80:80/", "does not say where")]
    public void A_redirect_that_must_not_be_followed_is_refused(string from, string? location, string words)
    {
        var error = Assert.Throws<TransferException>(() => Redirects.Follow(RemoteUrl.Parse(from), location));
        Assert.Equal(TransferFailure.Redirect, error.Failure);
        Assert.Contains(words, error.Message);
    }

    [Fact]
    public void Credentials_are_for_one_scheme_host_and_port()
    {
        var url = RemoteUrl.Parse("https://h/a");
        Assert.True(Redirects.IsSameOrigin(url, RemoteUrl.Parse("https://h:443/b?c")));
        Assert.All(["http://h/a", "https://i/a", "https://h:444/a"], other => Assert.False(Redirects.IsSameOrigin(url, RemoteUrl.Parse(other))));
        Assert.True(Redirects.IsSecret("cookie") && Redirects.IsSecret("AUTHORIZATION"));
        Assert.False(Redirects.IsSecret("Accept"));
    }
}
