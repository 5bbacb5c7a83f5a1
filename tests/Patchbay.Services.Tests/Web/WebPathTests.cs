using FsCheck;
using FsCheck.Fluent;
using Patchbay.Services.Web;

namespace Patchbay.Services.Tests.Web;

public class WebPathTests
{
    [Theory]
    [InlineData("/", "/", true)]
    [InlineData("/a.txt", "/a.txt", false)]
    [InlineData("/a/b/", "/a/b/", true)]
    [InlineData("/a%20b?x=../..", "/a b", false)]
    [InlineData("/%C3%A4/%e2%82%ac", "/ä/€", false)]
    [InlineData("/ä", "/ä", false)]
    [InlineData("/100%25", "/100%", false)]
    [InlineData("/%2541", "/%41", false)]
    [InlineData("/...a", null, false)]
    [InlineData("/a..b/c...", "/a..b/c...", false)]
    [InlineData("/.well-known/acme-challenge/x", "/.well-known/acme-challenge/x", false)]
    [InlineData("http://host:80/a?b", "/a", false)]
    [InlineData("HTTPS://host", "/", true)]
    [InlineData("http://host?/../x", "/", true)]
    public void A_target_becomes_names_decoded_once(string target, string? expected, bool isFolder)
    {
        var fault = WebPath.TryParse(target, windows: false, out var path);
        Assert.Equal(expected is null ? WebPathFault.Hidden : WebPathFault.None, fault);
        Assert.Equal(expected, path?.ToString());
        Assert.Equal(isFolder, path?.IsFolder == true);
    }

    [Theory]
    [InlineData("/..")]
    [InlineData("/../etc/passwd")]
    [InlineData("/a/../b")]
    [InlineData("/%2e%2e/etc")]
    [InlineData("/.%2E/etc")]
    [InlineData("/a/%2E./")]
    [InlineData("/.")]
    [InlineData("/./a")]
    [InlineData("/a%2fb")]
    [InlineData("/..%2f..%2fetc")]
    [InlineData("/a%5cb")]
    [InlineData("/..\\..\\etc")]
    [InlineData("/\\")]
    public void What_would_leave_the_folder_after_decoding_is_refused(string target) =>
        Assert.Equal(WebPathFault.Escapes, WebPath.TryParse(target, windows: false, out _));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("*")]
    [InlineData("?x")]
    [InlineData("/a%00b")]
    [InlineData("/%")]
    [InlineData("/%4")]
    [InlineData("/%zz")]
    [InlineData("/%ff")]
    [InlineData("/%c0%ae%c0%ae/etc")]
    [InlineData("/%ed%a0%80")]
    [InlineData("/a%0d%0ab")]
    [InlineData("/%7f")]
    [InlineData("ftp://host/a")]
    public void What_cannot_be_read_is_malformed(string target) =>
        Assert.Equal(WebPathFault.Malformed, WebPath.TryParse(target, windows: false, out _));

    [Fact]
    public void Half_a_character_is_malformed() => Assert.Equal(WebPathFault.Malformed, WebPath.TryParse("/" + '\ud800', windows: false, out _));

    [Theory]
    [InlineData("/.git/config")]
    [InlineData("/a/.htpasswd")]
    [InlineData("/%2egit")]
    [InlineData("/a/.well-known")]
    [InlineData("/.patchbay-0123456789abcdef01234567.part")]
    public void Names_with_a_dot_in_front_are_hidden(string target) =>
        Assert.Equal(WebPathFault.Hidden, WebPath.TryParse(target, windows: false, out _));

    [Theory]
    [InlineData("//a")]
    [InlineData("//evil.example/")]
    [InlineData("/a//b")]
    [InlineData("/a//")]
    public void An_empty_name_is_no_name(string target) =>
        Assert.Equal(WebPathFault.NoName, WebPath.TryParse(target, windows: false, out _));

    [Theory]
    [InlineData("/C:/Windows")]
    [InlineData("/a.txt::$DATA")]
    [InlineData("/nul")]
    [InlineData("/CON.txt")]
    [InlineData("/a.")]
    [InlineData("/a%20")]
    [InlineData("/a%3cb")]
    public void Drives_streams_and_devices_are_refused_on_Windows_and_names_elsewhere(string target)
    {
        Assert.Equal(WebPathFault.Escapes, WebPath.TryParse(target, windows: true, out _));
        Assert.Equal(WebPathFault.None, WebPath.TryParse(target, windows: false, out _));
    }

    [Fact]
    public void A_name_has_255_bytes_and_a_target_4096_characters_at_most()
    {
        Assert.Equal(WebPathFault.None, WebPath.TryParse("/" + new string('a', 255), false, out _));
        Assert.Equal(WebPathFault.NoName, WebPath.TryParse("/" + new string('a', 256), false, out _));
        Assert.Equal(WebPathFault.NoName, WebPath.TryParse("/" + string.Concat(Enumerable.Repeat("%C3%A4", 128)), false, out _));
        Assert.Equal(WebPathFault.None, WebPath.TryParse("/" + string.Concat(Enumerable.Repeat("a/", 2047)), false, out _));
        Assert.Equal(WebPathFault.Malformed, WebPath.TryParse("/" + string.Concat(Enumerable.Repeat("a/", 2048)), false, out _));
    }

    [Fact]
    public void Every_path_reads_back_from_its_own_URL()
    {
        var names = ArbMap.Default.GeneratorFor<NonNull<string>>().Select(static text => text.Get).Where(static name => WebFileName.Judge(name, windows: false) == WebPathFault.None && !HasLoneSurrogate(name));
        var paths = names.ListOf().Select(static names => names.Take(5).ToArray());
        Prop.ForAll(paths.ToArbitrary(), names =>
        {
            var path = new WebPath(names, IsFolder: names.Length == 0);
            return WebPath.TryParse(path.ToUrl(), windows: false, out var read) == WebPathFault.None && read!.Segments.SequenceEqual(names) && read.IsFolder == path.IsFolder;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Whatever_the_target_what_is_read_names_something_below_the_root()
    {
        // Mutations of what attackers try; each that is read as a path must stay inside when joined, and be one segment a name.
        string[] seeds = ["/a/b.txt", "/%2e%2e/%2e%2e/etc/passwd", "/..%5c..%5cwin.ini", "/a%00.txt", "/%252e%252e/", "http://h/..;/a", "/.%00./", "/%c0%ae%c0%ae/", "/a/./b/../c", "/%u002e/", "/a\\..\\b", "//h/%2f..", "/.git/HEAD", "/\u2024\u2024/a"];
        const string alphabet = "/.%\\?#:;0123456789abcdefABCDEF25\0 \u00e4\u2025\ud83d\ude00";
        var (read, refused) = (0, 0);
        for (var i = 0; i < Fuzz.Inputs; i++)
        {
            var random = Fuzz.At(i);
            var text = random.Next(8) == 0
                ? "/" + new string([.. Enumerable.Range(0, random.Next(40)).Select(_ => alphabet[random.Next(alphabet.Length)])])
                : Fuzz.Mutate(random, seeds[random.Next(seeds.Length)], alphabet);
            foreach (var windows in (bool[])[false, true])
            {
                if (WebPath.TryParse(text, windows, out var path) != WebPathFault.None)
                {
                    Assert.Null(path);
                    refused++;
                    continue;
                }

                read++;
                var joined = Path.GetFullPath(Path.Combine("/root/site", Path.Combine([.. path!.Segments])));
                Assert.True(joined == "/root/site" || joined.StartsWith("/root/site/", StringComparison.Ordinal), text);
                Assert.Equal(path.Segments.Count, joined.AsSpan("/root/site".Length).Count('/'));
                Assert.DoesNotContain(path.Segments, static name => name.Length == 0 || name.Contains('\\') || name.Any(char.IsControl) && name.Any(static c => c < ' ' || c == '\x7f') || (name[0] == '.' && name != ".well-known"));
            }
        }

        Assert.InRange(read, Fuzz.Inputs / 20, int.MaxValue);
        Assert.InRange(refused, Fuzz.Inputs / 20, int.MaxValue);
    }

    static bool HasLoneSurrogate(string text)
    {
        try
        {
            _ = new System.Text.UTF8Encoding(false, true).GetByteCount(text);
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
