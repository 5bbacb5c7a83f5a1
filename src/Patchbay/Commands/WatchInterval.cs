using System.CommandLine;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary><c>--interval</c>: how often a watch looks.</summary>
static class WatchInterval
{
    static readonly TimeSpan Default = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);

    public static Option<string?> Option() => new("--interval") { Description = "How often --watch looks; default 1s.", HelpName = "TIME" };

    /// <exception cref="UserError">No such time.</exception>
    public static TimeSpan Read(string? text) =>
        text is null ? Default
        : Duration.TryParse(text, out var interval) && interval >= Least && interval <= TimeSpan.FromHours(1) ? interval
        : throw new UserError(ExitCode.Usage, $"--interval '{text}' is no time from 100ms to 1h", "For example --interval 500ms, --interval 2s.");
}
