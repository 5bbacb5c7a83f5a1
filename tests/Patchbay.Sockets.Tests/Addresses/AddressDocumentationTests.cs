using System.Text.RegularExpressions;

namespace Patchbay.Sockets.Tests;

/// <summary>docs/addresses.md shows what the parser does.</summary>
public partial class AddressDocumentationTests
{
    static readonly string[] Lines = File.ReadAllLines(Path.Combine(Root(), "docs", "addresses.md"));

    [Fact]
    public void Every_form_that_is_shown_is_read_and_every_kind_is_shown()
    {
        var forms = Lines.SkipWhile(line => line != "## Forms").TakeWhile(line => !line.StartsWith("### ", StringComparison.Ordinal))
            .Select(line => Form().Match(line)).Where(match => match.Success).Select(match => Address.Parse(match.Groups[1].Value)).ToList();

        Assert.Equal(Enum.GetValues<AddressKind>(), forms.Select(form => form.Kind).Distinct().Order());
    }

    [Fact]
    public void What_a_listening_verb_reads_is_as_shown()
    {
        var rows = Lines.SkipWhile(line => line != "### When the verb decides").Select(line => Pair().Match(line)).Where(match => match.Success).ToList();

        Assert.True(rows.Count >= 5);
        Assert.All(rows, row => Assert.Equal(row.Groups[2].Value, Address.Parse(row.Groups[1].Value, AddressRole.Listen).Format()));
    }

    [Fact]
    public void Every_option_is_shown()
    {
        var shown = Lines.SkipWhile(line => line != "## Options").TakeWhile(line => line != "## Quotes").Select(line => Form().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value);

        Assert.Equal(KnownOption.All.Select(option => option.Name).Distinct(), shown);
    }

    [Fact]
    public void Every_error_that_is_shown_is_what_is_printed()
    {
        const string Command = "$ patchbay address ";
        var blocks = string.Join('\n', Lines.SkipWhile(line => line != "## Errors").SkipWhile(line => line != "```").Skip(1).TakeWhile(line => line != "```")).Split("\n\n");

        Assert.True(blocks.Length >= 8);
        foreach (var block in blocks)
        {
            var end = block.IndexOf('\n', StringComparison.Ordinal);
            var text = block[Command.Length..end];
            var listens = text.StartsWith("--listen ", StringComparison.Ordinal);
            var error = Assert.Throws<AddressFormatException>(() => Address.Parse(listens ? text[9..] : text, listens ? AddressRole.Listen : AddressRole.Connect));
            Assert.Equal($"patchbay: {error.Message.TrimEnd('.')}\n{AddressDiagnostic.Render(error)}", block[(end + 1)..]);
        }
    }

    static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Patchbay.slnx")))
        {
            directory = directory.Parent ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
        }

        return directory.FullName;
    }

    [GeneratedRegex(@"^\| `([^`]+)` \|")]
    private static partial Regex Form();

    [GeneratedRegex(@"^\| `([^`]+)` \| `([^`]+)` \|$")]
    private static partial Regex Pair();
}
