using Patchbay.Services.Patch;
using Patchbay.Sockets;

namespace Patchbay.Services.Tests.Patch;

/// <summary>Two commands joined: what becomes of the one when the other is gone.</summary>
public class ExecRelayTests
{
    [NeedsTheory("linux")]
    [InlineData("exec:yes", "SIG(PIPE|TERM)")]
    [InlineData("exec:yes,pty", "SIG(HUP|TERM)")]
    public async Task A_command_that_speaks_on_to_one_that_left_is_told_as_in_a_pipeline(string speaker, string signals)
    {
        var outcome = await PatchAsync("exec:head -1", speaker);
        Assert.False(outcome.IsWhole);
        // SIGTERM when the other was seen to take nothing before it was seen to be gone.
        Assert.Matches(signals, outcome.Failure);
    }

    [NeedsFact("linux")]
    public async Task What_waits_for_room_in_a_terminal_whose_command_left_is_a_cut()
    {
        // The kernel takes words for a terminal that nobody has open until it is full, and then never says more (pty(7)).
        var outcome = await PatchAsync("exec:yes", "exec:head -1,pty");
        Assert.Equal(RelayEnd.ReceiverCut, outcome.Result!.AToB.End);
    }

    [NeedsTheory("linux")]
    [InlineData("")]
    [InlineData(",pty")]
    public async Task Words_that_nobody_was_there_to_hear_are_a_cut(string options)
    {
        var outcome = await PatchAsync("exec:true", $"exec:\"sh -c 'cat; echo bye'\"{options}");
        Assert.Equal((RelayEnd.ReceiverCut, PatchSide.A), (outcome.Result!.BToA.End, outcome.Result.Failed));
        // It had left, or was about to and took nothing more: either way it is named.
        Assert.StartsWith("exec:true ", outcome.Result.BToA.Reason);
        Assert.False(outcome.IsWhole);
    }

    [NeedsTheory("linux")]
    [InlineData("")]
    [InlineData(",pty")]
    public async Task A_command_that_says_nothing_to_one_that_left_does_its_work_to_the_end(string options)
    {
        using var folder = new TemporaryFolder();
        var outcome = await PatchAsync("exec:true", $"exec:\"sh -c 'cat; echo done >{folder["done"]}'\"{options}");
        Assert.Equal("done\n", await File.ReadAllTextAsync(folder["done"]));
        Assert.True(outcome.IsWhole, $"{outcome.Result} {outcome.Failure}");
    }

    static async Task<PatchOutcome> PatchAsync(string a, string b)
    {
        var heard = new LastOutcome();
        await new PatchSession(Open(a), Open(b), new PatchOptions(), heard).RunAsync(CancellationToken.None, CancellationToken.None).Within($"{a} to {b}");
        return heard.Outcome!;
    }

    static ExecSource Open(string text)
    {
        var address = Address.Parse(text);
        return new ExecSource(address, AddressLayers.Open(address, new LayerSettings()), ownGroup: true);
    }

    sealed class LastOutcome : IPatchObserver
    {
        public PatchOutcome? Outcome { get; private set; }

        public void Opened(int number, PatchSide side, PatchEnd end, bool accepted, TimeSpan elapsed)
        {
        }

        public void Ended(PatchOutcome outcome) => Outcome = outcome;
    }
}
