using System.Text;

namespace Patchbay.Tests.CommandLine;

public sealed class UserCommandTests : IDisposable
{
    readonly TemporaryFolder _data = new();

    [Fact]
    public async Task A_user_is_added_with_the_password_from_stdin_listed_and_removed()
    {
        var added = await RunAsync("secret\n", "add", "ann", "--rights", "chat,web=read");
        Assert.Equal((ExitCode.Done, "added ann, who may use chat,web=read\n"), (added.ExitCode, added.Error));
        Assert.StartsWith("ann  chat,web=read  since ", (await RunAsync("", "list")).Output);
        var json = await RunAsync("", "list", "--json");
        Assert.Contains("\"name\":\"ann\"", json.Output.Replace(" ", "", StringComparison.Ordinal));
        Assert.DoesNotContain("pbkdf2", json.Output);
        Assert.Equal(ExitCode.Done, (await RunAsync("", "remove", "ann")).ExitCode);
        Assert.Empty((await RunAsync("", "list")).Output);
    }

    [Theory]
    [InlineData((int)ExitCode.Usage, "no password was given", "", "add", "ann")]
    [InlineData((int)ExitCode.Other, "'Ann' is no user name", "secret\n", "add", "Ann")]
    [InlineData((int)ExitCode.Other, "there is no user carl", "", "remove", "carl")]
    [InlineData((int)ExitCode.Usage, "Did you mean 'add'?", "", "ad", "ann")]
    [InlineData((int)ExitCode.Usage, "user add needs a name", "", "add")]
    [InlineData((int)ExitCode.Usage, "which is none of SERVICE", "", "add", "ann", "--rights", "web=maybe")]
    public async Task What_cannot_be_done_is_told_in_one_line_and_changes_nothing(int code, string words, string input, params string[] arguments)
    {
        var run = await RunAsync(input, arguments);
        Assert.Equal(code, (int)run.ExitCode);
        Assert.Contains(words, run.Error);
        Assert.Equal(2, run.Error.TrimEnd().Split('\n').Length);
        Assert.False(File.Exists(_data["users.json"]));
    }

    Task<ProgramRun> RunAsync(string input, params string[] arguments) =>
        ProgramRun.RunAsync(Encoding.UTF8.GetBytes(input), ["user", .. arguments, "--data", _data.Path]);

    public void Dispose() => _data.Dispose();
}
