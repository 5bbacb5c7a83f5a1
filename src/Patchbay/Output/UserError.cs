namespace Patchbay;

/// <summary>The end of a command that went wrong, as people read it: one line, one hint, one exit code.</summary>
/// <param name="code">The exit code.</param>
/// <param name="message">What happened; without the program's name and without a full stop.</param>
/// <param name="hint">What to do about it.</param>
/// <param name="inner">The cause, shown with --verbose.</param>
sealed class UserError(ExitCode code, string message, string? hint = null, Exception? inner = null) : Exception(message, inner)
{
    public ExitCode Code { get; } = code;

    public string? Hint { get; } = string.IsNullOrEmpty(hint) ? null : hint;
}
