using FsCheck;
using FsCheck.Fluent;
using Patchbay.Services.Patch;

namespace Patchbay.Services.Tests.Patch;

public class ListenFdsTests
{
    const int Us = 4711;

    static readonly Gen<string> Names = Gen.Elements("web", "db", "a b", "", "unknown", "connection");

    [Fact]
    public void Each_name_is_the_first_descriptor_of_that_name_from_3_on() =>
        Prop.ForAll(Names.NonEmptyListOf().ToArbitrary(), names =>
            names.All(name => Find(name, $"{Us}", $"{names.Count}", string.Join(':', names)) == 3 + names.IndexOf(name))).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_the_variables_hold_it_is_a_descriptor_or_one_error_with_a_hint() =>
        Prop.ForAll(Texts().ToArbitrary(), Texts().ToArbitrary(), Texts().ToArbitrary(), (pid, count, names) =>
        {
            try
            {
                return Find("web", pid, count, names) >= 3;
            }
            catch (EndException error)
            {
                return error is { Failure: EndFailure.Failed, Hint.Length: > 0 } && !error.Message.Contains('\n', StringComparison.Ordinal);
            }
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(null, null, null, "systemd:web: no sockets were passed to this program")]
    [InlineData("4711", "0", "", "systemd:web: no sockets were passed to this program")]
    [InlineData("4711", "-1", "web", "systemd:web: no sockets were passed to this program")]
    [InlineData("1", "1", "web", "systemd:web: the sockets are meant for process 1, and this is 4711")]
    [InlineData("4711", "1", "db:web", "no socket with the name web was passed to this program")]
    public void What_is_not_ours_says_why(string? pid, string? count, string? names, string message) =>
        Assert.Equal(message, Assert.Throws<EndException>(() => Find("web", pid, count, names)).Message);

    [Fact]
    public void Sockets_without_names_are_called_unknown()
    {
        Assert.Equal(3, Find("unknown", $"{Us}", "2", null));
        Assert.StartsWith("There are: unknown.", Assert.Throws<EndException>(() => Find("web", $"{Us}", "2", null)).Hint, StringComparison.Ordinal);
    }

    static Gen<string?> Texts() => Gen.Elements<string?>(null, "", $"{Us}", "1", "2", "99999999999", "-3", "web", "db:web", ":", "x\ty");

    static int Find(string name, string? pid, string? count, string? names) =>
        ListenFds.Find(name, Us, variable => variable switch { "LISTEN_PID" => pid, "LISTEN_FDS" => count, "LISTEN_FDNAMES" => names, _ => null });
}
