namespace Patchbay.Observation;

/// <summary>Finds a command as execvp(3) does.</summary>
static class CommandPath
{
    /// <exception cref="ObservationException">There is none, or it cannot be run.</exception>
    public static string Find(string command)
    {
        if (command.Contains('/', StringComparison.Ordinal))
        {
            return Check(command, command) ?? throw NotFound(command);
        }

        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "/bin:/usr/bin").Split(':'))
        {
            var path = Path.Combine(folder.Length == 0 ? "." : folder, command);
            if (IsRunnable(path))
            {
                return path;
            }
        }

        throw NotFound(command);
    }

    static string? Check(string path, string command) => IsRunnable(path) ? path
        : Directory.Exists(path) ? throw new ObservationException(ObservationFailure.CommandNotRunnable, $"{command} is a directory", "A program is asked for.")
        : File.Exists(path) ? throw new ObservationException(ObservationFailure.CommandNotRunnable, $"{command} is not executable", "`chmod +x` makes it so.")
        : null;

    static bool IsRunnable(string path) =>
        OperatingSystem.IsLinux() && File.Exists(path) && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;

    static ObservationException NotFound(string command) =>
        new(ObservationFailure.CommandNotFound, $"there is no command {command}", command.Contains('/', StringComparison.Ordinal) ? null : "It is in no folder of PATH.");
}
