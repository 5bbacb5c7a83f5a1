namespace Patchbay;

/// <summary>How people call the program, so that the commands we show can be copied.</summary>
static class ProgramName
{
    /// <summary>What the root script was called as (<c>./patchbay</c>), else <c>patchbay</c>.</summary>
    public static string Current { get; } =
        Environment.GetEnvironmentVariable("PATCHBAY_COMMAND") is { } name && Path.GetFileName(name) == "patchbay" && !name.Contains(' ', StringComparison.Ordinal) ? name : "patchbay";

    /// <summary>A command line, or a pipe of several, with the program's name as people call it.</summary>
    public static string Command(string line) => string.Join(" | ", line.Split(" | ").Select(static command =>
        command.StartsWith("patchbay ", StringComparison.Ordinal) ? Current + command["patchbay".Length..] : command));
}
