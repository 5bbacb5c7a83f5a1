namespace Patchbay.Interop.Tests.Completions;

/// <summary>A real interactive shell on a terminal of its own: a line and the Tab key go in, the shell's line as it then is comes out.</summary>
static class ShellTyping
{
    // Ctrl-X Ctrl-P is bound by the set-up to print the line between << and >>; Ctrl-U empties it.
    const string Typist = """
        import os, pty, select, sys, time
        folder, count, *rest = sys.argv[1:]
        setup, lines, command = rest[0], rest[1:1 + int(count)], rest[1 + int(count):]
        pid, fd = pty.fork()
        if pid == 0:
            os.chdir(folder)
            os.execvp(command[0], command)
        seen = b""
        def until(mark):
            global seen
            end = time.monotonic() + 60
            while mark not in seen:
                if not select.select([fd], [], [], max(0, end - time.monotonic()))[0]:
                    sys.exit(f"never saw {mark!r} in {seen!r}")
                seen += os.read(fd, 65536)
            before, seen = seen.split(mark, 1)
            return before
        os.write(fd, setup.encode() + b"\n")
        until(b"READY>")
        for line in lines:
            os.write(fd, line.encode() + b"\t\x18\x10")
            until(b"<<")
            print(until(b">>").decode())
            os.write(fd, b"\x15")
        os.write(fd, b"\x04")
        """;

    /// <summary>Types each line and Tab.</summary>
    /// <param name="folder">Where the shell stands.</param>
    /// <param name="shell">The shell's command line.</param>
    /// <param name="setup">What to type first. It must make the prompt <c>READY></c> without holding that text.</param>
    /// <param name="lines">What to type before the Tab key.</param>
    /// <returns>The line in the shell after each.</returns>
    public static async Task<string[]> TypeAsync(string folder, string[] shell, string setup, params string[] lines)
    {
        await using var typing = ChildProcess.Start("python3", ["-c", Typist, folder, $"{lines.Length}", setup, .. lines, .. shell], Variables);
        Assert.True(await typing.FinishAsync() == 0, typing.Error);
        return typing.Output.Split('\n')[..^1];
    }

    /// <summary>The variables with which a shell finds the program as <c>patchbay</c>.</summary>
    public static Dictionary<string, string?> Variables { get; } = new(PatchbayProcess.Variables)
    {
        ["PATH"] = Path.GetDirectoryName(PatchbayProcess.Path) + ":" + Environment.GetEnvironmentVariable("PATH"),
        ["TERM"] = "dumb",
        ["LC_ALL"] = "C.UTF-8",
        ["COLUMNS"] = "300",
    };
}
