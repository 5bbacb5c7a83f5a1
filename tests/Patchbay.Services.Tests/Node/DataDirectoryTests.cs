namespace Patchbay.Services.Tests.Node;

public class DataDirectoryTests
{
    [Theory]
    [InlineData("", "data", false)]
    [InlineData("", "", false)]
    [InlineData("", "a/b/data", true)]
    [InlineData("", ".local/share", false)]
    public void A_folder_that_holds_the_data_directory_is_not_served(string folder, string data, bool hidesDotFiles)
    {
        using var place = new TemporaryFolder();
        var error = Assert.Throws<ConfigurationException>(() => DataDirectory.StaysOutOf("files", place[folder], place[data], hidesDotFiles));
        Assert.StartsWith($"files: {Path.GetFullPath(place[folder])} holds the node's data directory", error.Message);
        Assert.Contains("--data", error.Hint);
    }

    [Theory]
    [InlineData("served", "data", false)]
    [InlineData("data/web", "data", false)]
    [InlineData("ser", "served", false)]
    [InlineData("", ".local/share", true)]
    public void A_folder_beside_it_in_it_or_that_hides_it_is(string folder, string data, bool hidesDotFiles)
    {
        using var place = new TemporaryFolder();
        DataDirectory.StaysOutOf("web", place[folder], place[data], hidesDotFiles);
    }

    [Fact]
    public void A_link_hides_nothing()
    {
        using var place = new TemporaryFolder();
        Directory.CreateDirectory(place["real"]);
        Directory.CreateSymbolicLink(place["link"], place["real"]);
        Assert.Throws<ConfigurationException>(() => DataDirectory.StaysOutOf("files", place["real"], place["link/data"]));
        Assert.Throws<ConfigurationException>(() => DataDirectory.StaysOutOf("files", place["link"], place["real/data"]));
    }
}
