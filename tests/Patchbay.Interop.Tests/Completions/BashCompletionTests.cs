namespace Patchbay.Interop.Tests.Completions;

/// <summary><c>patchbay completions bash</c> in a real bash, whose own splitting of words at <c>:</c> and <c>=</c> is what makes it hard.</summary>
public class BashCompletionTests
{
    const string Setup = """PS1='READ''Y>'; bind 'set bell-style none'; bind -x '"\C-x\C-p": printf "<<%s>>" "$READLINE_LINE"'; source <(patchbay completions bash); """;

    [NeedsFact("bash", "python3")]
    public Task Without_the_bash_completion_package() => CompletesAsync(Setup);

    [NeedsFact("bash", "python3", "/usr/share/bash-completion/bash_completion")]
    public Task With_the_bash_completion_package() => CompletesAsync("source /usr/share/bash-completion/bash_completion; " + Setup);

    [NeedsFact("bash", "python3")]
    public Task Where_words_are_not_split_at_colons() => CompletesAsync(Setup + "COMP_WORDBREAKS=${COMP_WORDBREAKS//:}; COMP_WORDBREAKS=${COMP_WORDBREAKS//=}; ");

    [NeedsFact("bash")]
    public async Task The_function_answers_whole_words_too()
    {
        // As tests and other functions call it: without a line.
        await using var bash = ChildProcess.Start(
            "bash",
            ["--norc", "-c", """source <(patchbay completions bash); COMP_WORDS=(patchbay serve e); COMP_CWORD=2; _patchbay; echo "${COMPREPLY[@]}"; COMP_WORDS=(patchbay no-such-verb ''); _patchbay; echo "${#COMPREPLY[@]}" """],
            ShellTyping.Variables);
        Assert.Equal(0, await bash.FinishAsync());
        Assert.Equal(("echo\n0\n", ""), (bash.Output, bash.Error));
    }

    static async Task CompletesAsync(string setup)
    {
        using var folder = new TemporaryFolder();
        folder.Write("some file", "");
        File.CreateSymbolicLink(folder["patchbay"], PatchbayProcess.Path);
        (string Typed, string Becomes)[] cases =
        [
            ("patchbay se", "patchbay serve "),
            ("./patchbay se", "./patchbay serve "),
            ("patchbay completions z", "patchbay completions zsh "),
            ("patchbay serve ec", "patchbay serve echo "),
            ("patchbay serve echo --engine so", "patchbay serve echo --engine sockets "),
            ("patchbay serve echo --engine=so", "patchbay serve echo --engine=sockets "),
            ("patchbay serve echo --engine u", "patchbay serve echo --engine uring"),
            ("patchbay connect unixg", "patchbay connect unixgram:"),
            ("patchbay connect unix:so", "patchbay connect unix:some\\ file "),
            ("patchbay connect  unix:./so", "patchbay connect  unix:./some\\ file "),
            ("patchbay listen :7100 --on", "patchbay listen :7100 --once "),
            ("patchbay connect tls+tcp:[::1]:443,alp", "patchbay connect tls+tcp:[::1]:443,alpn="),
            ("patchbay listen tcp-listen:7100,on", "patchbay listen tcp-listen:7100,once "),
            ("patchbay serve echo tls-listen:8443,cert=au", "patchbay serve echo tls-listen:8443,cert=auto "),
            ("patchbay up --set echo.id", "patchbay up --set echo.idle-timeout="),
            ("patchbay up --set echo.listen=unixg", "patchbay up --set echo.listen=unixgram-listen:"),
            ("patchbay up --json=", "patchbay up --json=lines "),
            ("patchbay connect no-such-thing", "patchbay connect no-such-thing"),
        ];
        Assert.Equal(
            cases.Select(static one => one.Becomes),
            await ShellTyping.TypeAsync(folder.Path, ["bash", "--norc", "--noprofile", "-i"], setup, [.. cases.Select(static one => one.Typed)]));
    }
}
