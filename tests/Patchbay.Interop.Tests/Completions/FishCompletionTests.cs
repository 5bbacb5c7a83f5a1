namespace Patchbay.Interop.Tests.Completions;

/// <summary><c>patchbay completions fish</c> in a real fish, by its own <c>complete -C</c>: what it would offer for a line.</summary>
public class FishCompletionTests
{
    [NeedsTheory("fish")]
    [InlineData("patchbay se", "serve\trun one service in the foreground")]
    [InlineData("patchbay serve ec", "echo\tsends back what it receives (RFC 862)")]
    [InlineData("patchbay serve echo --engine so", "sockets")]
    [InlineData("patchbay serve echo --engine=so", "--engine=sockets")]
    [InlineData("patchbay connect unixg", "unixgram:\tconnects")]
    [InlineData("patchbay connect unix:so", "unix:some file")]
    [InlineData("./patchbay listen tcp-listen:7100,on", "tcp-listen:7100,once")]
    [InlineData("patchbay serve echo tls-listen:8443,cert=au", "tls-listen:8443,cert=auto")]
    [InlineData("patchbay up --set echo.idle", "echo.idle-timeout=\tA connection that moves no byte for so long is reset")]
    [InlineData("patchbay connect no-such-thing", "")]
    [InlineData("patchbay som", "")]
    public async Task What_fish_offers(string line, string offered)
    {
        using var folder = new TemporaryFolder();
        folder.Write("some file", "");
        File.CreateSymbolicLink(folder["patchbay"], PatchbayProcess.Path);
        await using var fish = ChildProcess.Start(
            "fish", ["--no-config", "-c", "patchbay completions fish | source; complete -C $argv[1]", line],
            new Dictionary<string, string?>(ShellTyping.Variables) { ["HOME"] = folder.Path }, folder.Path);
        Assert.Equal(0, await fish.FinishAsync());
        Assert.Equal((offered, ""), (fish.Output.TrimEnd('\n'), fish.Error));
    }
}
