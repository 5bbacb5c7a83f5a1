using System.Text.RegularExpressions;

namespace Patchbay.Observation.Tests.Lab;

[Collection(AloneCollection.Name)]
public partial class TwoPcsStoryTests
{
    [NeedsFact("linux")]
    public void The_story_is_told_by_the_kernel_as_it_should_be()
    {
        using var story = new TwoPcsStory(port: 0);
        var text = string.Join('\n', story.Scenes().SelectMany(static scene => new[] { $"{scene.Number}. {scene.Caption}" }.Concat(StoryText.Lines(scene))));
        Assert.Equal(File.ReadAllText(Path.Combine(Repository.Root, "tests/Patchbay.Observation.Tests/Lab/two-pcs.txt")).TrimEnd('\n'), Normalize(text));
    }

    [Fact]
    public void A_pane_folds_what_is_too_long_and_keeps_its_width()
    {
        var scene = new StoryScene(1, "", [new("A", ["a-call(with, many, arguments, that, does, not, fit) = 0"], []), new("B", [], [])]);
        Assert.All(StoryText.Lines(scene), static line => Assert.Equal((2 * (StoryText.PaneWidth + 4)) + 2, line.Length));
        Assert.Contains("|     that, does, not, fit) = 0", string.Join('\n', StoryText.Lines(scene)));
    }

    /// <summary>Descriptors, ports and times become letters, each as wide as a column needs.</summary>
    static string Normalize(string text)
    {
        text = Descriptor().Replace(Descriptor().Replace(text, "$1FD"), "$1FD");
        text = Port().Replace(text, "$1PORT");
        text = Took().Replace(text, "took TIME");
        text = Taken().Replace(text, "took port PORT");
        text = Left().Replace(text, "N s more");
        text = WantedPort().Replace(text, "port PORT");
        text = Own().Replace(text, "its own, FD");
        return Spaces().Replace(text, " ");
    }

    [GeneratedRegex(@"(fd |accept\(|socket\(\) = |send\(|recv\(|close\(|accept\(FD\) = )\d+")]
    private static partial Regex Descriptor();

    [GeneratedRegex(@"(127\.0\.0\.\d:)\d+")]
    private static partial Regex Port();

    [GeneratedRegex(@"took [\d.]+ ms")]
    private static partial Regex Took();

    [GeneratedRegex(@"took port \d+")]
    private static partial Regex Taken();

    [GeneratedRegex(@"\d+ s more")]
    private static partial Regex Left();

    [GeneratedRegex(@"port \d+")]
    private static partial Regex WantedPort();

    [GeneratedRegex(@"its own, \d+")]
    private static partial Regex Own();

    [GeneratedRegex(@"[ ]+")]
    private static partial Regex Spaces();
}
