using Patchbay.Interop.Tests.Game;

namespace Patchbay.Interop.Tests.Life;

/// <summary>A watched command on a real terminal, whose keys mean what they mean without a watch.</summary>
public class TerminalTests
{
    [NeedsFact("tmux", "bash")]
    public async Task Ctrl_Z_stops_it_fg_goes_on_and_Ctrl_C_is_the_commands_alone()
    {
        using var folder = new TemporaryFolder();
        var script = folder.Write("program", "trap 'echo got it; exit 7' INT\necho up\nwhile :; do read -r line && echo \"said $line\"; done\n");
        await using var screen = new TmuxScreen(100, 30, "env PS1='next> ' bash --norc --noprofile");
        await screen.UntilAsync(static text => text.Contains("next>", StringComparison.Ordinal));
        await screen.SendAsync($"'{PatchbayProcess.Path}' life -o '{folder["life"]}' -- bash '{script}'; echo status $?", "Enter");
        await screen.UntilAsync(static text => text.Contains("\nup\n", StringComparison.Ordinal));
        await screen.SendAsync("one", "Enter");
        await screen.UntilAsync(static text => text.Contains("\nsaid one\n", StringComparison.Ordinal));
        await screen.SendAsync("C-z");
        await screen.UntilAsync(static text => text.Contains("Stopped", StringComparison.Ordinal));
        await screen.SendAsync("fg; echo status $?", "Enter");
        await screen.SendAsync("two", "Enter");
        await screen.UntilAsync(static text => text.Contains("\nsaid two\n", StringComparison.Ordinal));
        await screen.SendAsync("C-c");
        var end = await screen.UntilAsync(static text => text.Contains("\nstatus 7\n", StringComparison.Ordinal));
        Assert.Equal(2, end.Split("got it").Length);
        Assert.Contains("ended with status 7", await File.ReadAllTextAsync(folder["life"]));
    }
}
