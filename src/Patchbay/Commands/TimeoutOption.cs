using Patchbay.Services;

namespace Patchbay;

/// <summary>Durations on the command line.</summary>
static class TimeoutOption
{
    /// <exception cref="UserError">The text is no duration.</exception>
    public static TimeSpan? Parse(string option, string? text)
    {
        try
        {
            return text is null ? null : OptionValues.Duration(text);
        }
        catch (FormatException error)
        {
            throw new UserError(ExitCode.Usage, $"{option}: '{text}' {error.Message}", "For example 500ms or 10s.");
        }
    }
}
