
namespace Patchbay.Services.Tests.Node;

public class RealPathTests
{
    static readonly Dictionary<string, string> Links = new()
    {
        ["/srv/site/out"] = "/etc",
        ["/srv/site/up"] = "../..",
        ["/srv/site/in"] = "/srv/site/a/b",
        ["/srv/site/near"] = "a",
        ["/srv/site/a/back"] = "../c",
        ["/srv/site/sister"] = "/srv/site2/x",
        ["/srv/site/loop"] = "loop",
        ["/srv/site/round"] = "../../srv/site/a",
    };

    [Theory]
    [InlineData("a/b", "/srv/site/a/b")]
    [InlineData("", "/srv/site")]
    [InlineData("in", "/srv/site/a/b")]
    [InlineData("near/x", "/srv/site/a/x")]
    [InlineData("a/back", "/srv/site/c")]
    [InlineData("near/back", "/srv/site/c")]
    [InlineData("round/x", "/srv/site/a/x")]
    [InlineData("out", null)]
    [InlineData("out/passwd", null)]
    [InlineData("up", null)]
    [InlineData("up/srv/site/a", "/srv/site/a")]
    [InlineData("sister", null)]
    [InlineData("loop", null)]
    public void Links_are_followed_and_those_that_end_outside_are_refused(string way, string? expected) =>
        Assert.Equal(expected, RealPath.Resolve("/srv/site", way.Split('/'), path => Links.GetValueOrDefault(path)));

    [Fact]
    public void Whatever_links_there_are_the_result_is_below_the_root()
    {
        string[] parts = ["a", "b", "c", "..", ".", ""];
        var (inside, outside) = (0, 0);
        for (var i = 0; i < Fuzz.Inputs; i++)
        {
            var random = Fuzz.At(i);
            string Way(int most) => string.Join('/', Enumerable.Range(0, 1 + random.Next(most)).Select(_ => parts[random.Next(parts.Length)]));
            var links = Enumerable.Range(0, random.Next(6)).Select(_ => ("/r" + Path.GetFullPath("/" + Way(3)), random.Next(2) == 0 ? "/" + Way(4) : Way(5))).DistinctBy(static pair => pair.Item1).ToDictionary();
            if (RealPath.Resolve("/r", Way(4).Split('/').Where(static name => name != ".."), path => links.GetValueOrDefault(path)) is { } real)
            {
                inside++;
                Assert.True(real == "/r" || real.StartsWith("/r/", StringComparison.Ordinal), $"input {i}: {real}");
                Assert.DoesNotContain("..", real);
            }
            else
            {
                outside++;
            }
        }

        Assert.InRange(inside, Fuzz.Inputs / 20, Fuzz.Inputs);
        Assert.InRange(outside, Fuzz.Inputs / 100, Fuzz.Inputs);
    }
}
