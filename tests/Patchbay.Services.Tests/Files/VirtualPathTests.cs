using FsCheck;
using FsCheck.Fluent;
using Patchbay.Services.Files;

namespace Patchbay.Services.Tests.Files;

public class VirtualPathTests
{
    static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(3_000).WithQuietOnSuccess(true);

    [Theory]
    [InlineData("/a/b", "c", "/a/b/c")]
    [InlineData("/a/b", "../c", "/a/c")]
    [InlineData("/a/b", "/c", "/c")]
    [InlineData("/a/b", "../../../..", "/")]
    [InlineData("/a", "./b//c/", "/a/b/c")]
    [InlineData("/a", "", "/a")]
    [InlineData("/", "...", "/...")]
    [InlineData("/", "a\\..\\b", "/a\\..\\b")]
    [InlineData("/", "%2e%2e", "/%2e%2e")]
    public void Names_are_followed_from_where_one_is(string from, string text, string expected) =>
        Assert.Equal(expected, VirtualPath.Root.Resolve(from)!.Resolve(text)!.ToString());

    [Fact]
    public void Names_and_paths_have_a_longest()
    {
        Assert.NotNull(VirtualPath.Root.Resolve(new string('x', 255)));
        Assert.Null(VirtualPath.Root.Resolve(new string('x', 256)));
        Assert.Null(VirtualPath.Root.Resolve(new string('ü', 128)));
        Assert.Null(VirtualPath.Root.Resolve(string.Join('/', Enumerable.Repeat("abc", 1001))));
        Assert.Null(VirtualPath.Root.Resolve("a\0b"));
    }

    [Fact]
    public void Whatever_is_resolved_has_only_real_names() =>
        Prop.ForAll(Gen.Elements("..", ".", "a", "", "b c", "...", "/").ArrayOf().ToArbitrary(), parts =>
        {
            var path = VirtualPath.Root.Resolve("/x/y")!.Resolve(string.Join('/', parts))!;
            return path.Names.All(name => name is not ("" or "." or "..") && !name.Contains('/')) && path.Equals(VirtualPath.Root.Resolve(path.ToString()));
        }).Check(Many);

    [Fact]
    public void Random_paths_neither_escape_a_jail_nor_fail()
    {
        using var folder = new TestSupport.TemporaryFolder();
        var root = folder["jail"];
        Directory.CreateDirectory(Path.Combine(root, "a", "b"));
        File.WriteAllText(folder["secret"], "secret");
        File.WriteAllText(Path.Combine(root, "a", "f"), "f");
        string[] links = ["out:..", "abs:/", "secret:../secret", "deep:a/b/../../../secret", "ring:ring", "in:a/b", "up:a/../a", "self:.", "root:" + root, "beside:" + root + "2", "trick:a/b/../../a/../../jail/a"];
        foreach (var link in links)
        {
            File.CreateSymbolicLink(Path.Combine(root, link.Split(':')[0]), link.Split(':')[1]);
        }

        var jail = new Jail(root);
        string[] names = ["a", "b", "f", "new", .. links.Select(link => link.Split(':')[0])];
        var random = new Random(4);
        var (inside, refused) = (0, 0);
        for (var i = 0; i < 20_000; i++)
        {
            var path = VirtualPath.Root.Resolve(string.Join('/', random.GetItems(names, random.Next(6))))!;
            var failure = jail.Resolve(path.Names, followsLast: true, out var real);
            if (failure == FileFailure.None)
            {
                inside++;
                Assert.True(real == root || real.StartsWith(root + "/", StringComparison.Ordinal), $"{path} is {real}");

                // What the kernel makes of it is inside too.
                if (Path.Exists(real))
                {
                    Assert.True(new FileInfo(real).LinkTarget is null, real);
                }
            }
            else
            {
                refused++;
            }
        }

        Assert.InRange(inside, 1000, 20_000);
        Assert.InRange(refused, 1000, 20_000);
        Assert.Equal(FileFailure.Outside, jail.Resolve(["secret"], true, out _));
        Assert.Equal(FileFailure.Outside, jail.Resolve(["out", "secret"], true, out _));
        Assert.Equal(FileFailure.Outside, jail.Resolve(["beside"], true, out _));
        Assert.Equal(FileFailure.NotFound, jail.Resolve(["ring"], true, out _));
        Assert.Equal(FileFailure.None, jail.Resolve(["in", "x"], true, out var found));
        Assert.Equal(Path.Combine(root, "a", "b", "x"), found);
        Assert.Equal(FileFailure.None, jail.Resolve(["secret"], followsLast: false, out found));
        Assert.Equal(Path.Combine(root, "secret"), found);
    }
}
