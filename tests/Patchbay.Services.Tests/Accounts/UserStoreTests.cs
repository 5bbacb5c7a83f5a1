using Patchbay.Services.Accounts;

namespace Patchbay.Services.Tests.Accounts;

public sealed class UserStoreTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    UserStore Open() => new(_folder.Path);

    [Fact]
    public void A_user_that_was_added_is_there_for_another_process()
    {
        Open().Add("ann", "secret", ServiceRights.Parse("chat"));
        var user = Open().Find("ann");
        Assert.NotNull(user);
        Assert.True(PasswordHash.Verify("secret", user.Password));
        Assert.Equal(AccessLevel.Write, user.Rights.For("chat"));
        Assert.Equal(AccessLevel.None, user.Rights.For("web"));
    }

    [Fact]
    public void A_running_store_sees_what_another_changes()
    {
        var running = Open();
        Assert.Null(running.Find("ann"));
        Open().Add("ann", "secret");
        Assert.NotNull(running.Find("ann"));
        Open().SetRights("ann", ServiceRights.Parse("web=read"));
        Assert.Equal("web=read", running.Find("ann")!.Rights.ToString());
        Open().Remove("ann");
        Assert.Null(running.Find("ann"));
    }

    [Fact]
    public void Adding_from_many_threads_at_once_loses_nobody()
    {
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => Open().Add($"user{i}", "secret"));
        Assert.Equal(16, Open().Users.Count);
    }

    [Fact]
    public void The_password_is_not_in_the_file_and_only_the_owner_can_read_it()
    {
        Open().Add("ann", "correct horse battery");
        var path = _folder["users.json"];
        Assert.DoesNotContain("correct horse", File.ReadAllText(path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        Assert.Empty(Directory.GetFiles(_folder.Path, "*.new"));
    }

    [Fact]
    public void A_second_user_of_a_name_is_refused_and_the_first_keeps_the_password()
    {
        Open().Add("ann", "first");
        Assert.Throws<AccountException>(() => Open().Add("ann", "second"));
        Assert.Throws<AccountException>(() => Open().CheckNew("ann"));
        Assert.True(PasswordHash.Verify("first", Open().Find("ann")!.Password));
    }

    [Fact]
    public void A_damaged_file_is_told_and_kept()
    {
        _folder.Write("users.json", "{ \"version\": 1, \"users\": [ { \"name\":");
        Assert.Contains("damaged", Assert.Throws<AccountException>(() => Open().Find("ann")).Message);
        Assert.Throws<AccountException>(() => Open().Add("ann", "secret"));
        Assert.StartsWith("{ \"version\": 1", File.ReadAllText(_folder["users.json"]));
    }

    [Theory]
    [InlineData("""{ "version": 2, "users": [] }""")]
    [InlineData("""{ "version": 1, "users": [ { "name": "../x", "password": "p", "rights": "all", "created": "2026-01-01T00:00:00Z" } ] }""")]
    [InlineData("""{ "version": 1, "users": [ { "name": "ann", "password": "plain", "rights": "all", "created": "2026-01-01T00:00:00Z" } ] }""")]
    [InlineData("""{ "version": 1 }""")]
    [InlineData("null")]
    public void A_file_of_another_form_lets_nobody_in(string text)
    {
        _folder.Write("users.json", text);
        Assert.Throws<AccountException>(() => Open().Users);
    }

    public void Dispose() => _folder.Dispose();
}
