using FsCheck;
using FsCheck.Fluent;
using Patchbay.Services.Patch;

namespace Patchbay.Services.Tests.Patch;

public class CommandWordsTests
{
    static readonly Gen<char> Characters = Gen.Elements("ab-/=\\$*\"' \t\n".ToCharArray());
    static readonly Gen<string> Texts = Characters.ArrayOf().Select(static characters => new string(characters));

    [Theory]
    [InlineData("sort -u", "sort", "-u")]
    [InlineData("  sort \t -u\n", "sort", "-u")]
    [InlineData("sh -c 'echo a, b'", "sh", "-c", "echo a, b")]
    [InlineData("""printf "it's" """, "printf", "it's")]
    [InlineData("a'b c'd", "ab cd")]
    [InlineData("a '' \"\"", "a", "", "")]
    [InlineData("a 'b c", "a", "b c")]
    [InlineData(@"a\ b $HOME *", @"a\", "b", "$HOME", "*")]
    [InlineData("")]
    [InlineData(" ")]
    public void White_space_separates_and_quotes_keep(string command, params string[] words) => Assert.Equal(words, CommandWords.Split(command));

    [Fact]
    public void Any_words_survive_when_each_is_quoted() =>
        Prop.ForAll(Texts.ArrayOf().ToArbitrary(), words => words.SequenceEqual(CommandWords.Split(string.Join(' ', words.Select(Quote))))).QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_but_quotes_and_white_space_is_ever_lost() =>
        Prop.ForAll(Texts.ToArbitrary(), text => Bare(string.Concat(CommandWords.Split(text))) == Bare(text)).QuickCheckThrowOnFailure();

    /// <summary>In single quotes; a single quote itself in double ones.</summary>
    static string Quote(string word) => $"'{word.Replace("'", "'\"'\"'", StringComparison.Ordinal)}'";

    static string Bare(string text) => string.Concat(text.Where(static c => !char.IsWhiteSpace(c) && c is not ('"' or '\'')));
}
