namespace Patchbay.Interop.Tests.Completions;

/// <summary><c>patchbay completions zsh</c> in a real zsh.</summary>
public class ZshCompletionTests
{
    const string Prompt = """dump() { print -rn -- "<<$BUFFER>>" }; zle -N dump; bindkey '^X^P' dump; bindkey '^U' kill-whole-line; unsetopt list_beep beep; PS1='READ''Y>'""";

    [NeedsFact("zsh", "python3")]
    public Task Sourced_it_brings_what_it_needs() => CompletesAsync(_ => $"source <(patchbay completions zsh); {Prompt}");

    [NeedsFact("zsh", "python3")]
    public Task As_a_file_of_fpath_it_is_loaded_when_it_is_needed() => CompletesAsync(folder =>
        $"mkdir {folder}/zfunc; patchbay completions zsh > {folder}/zfunc/_patchbay; fpath=({folder}/zfunc $fpath); autoload -Uz compinit; compinit -u -D; {Prompt}");

    static async Task CompletesAsync(Func<string, string> setup)
    {
        using var folder = new TemporaryFolder();
        folder.Write("some file", "");
        File.CreateSymbolicLink(folder["patchbay"], PatchbayProcess.Path);
        (string Typed, string Becomes)[] cases =
        [
            ("patchbay se", "patchbay serve "),
            ("./patchbay se", "./patchbay serve "),
            ("patchbay serve ec", "patchbay serve echo "),
            ("patchbay serve echo --engine so", "patchbay serve echo --engine sockets "),
            ("patchbay serve echo --engine=so", "patchbay serve echo --engine=sockets "),
            ("patchbay serve echo --engine u", "patchbay serve echo --engine uring"),
            ("patchbay connect unixg", "patchbay connect unixgram:"),
            ("patchbay connect unix:so", "patchbay connect unix:some\\ file "),
            ("patchbay listen :7100 --on", "patchbay listen :7100 --once "),
            ("patchbay listen tcp-listen:7100,on", "patchbay listen tcp-listen:7100,once "),
            ("patchbay serve echo tls-listen:8443,cert=au", "patchbay serve echo tls-listen:8443,cert=auto "),
            ("patchbay up --set echo.id", "patchbay up --set echo.idle-timeout="),
            ("patchbay connect no-such-thing", "patchbay connect no-such-thing"),
        ];
        Assert.Equal(
            cases.Select(static one => one.Becomes),
            await ShellTyping.TypeAsync(folder.Path, ["zsh", "-f", "-i"], setup(folder.Path), [.. cases.Select(static one => one.Typed)]));
    }
}
