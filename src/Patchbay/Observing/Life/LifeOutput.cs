using Patchbay.Observation;

namespace Patchbay;

/// <summary>Chooses how a life is shown, and where.</summary>
static class LifeOutput
{
    // In a file or a pipe: room for two ends side by side.
    const int PlainWidth = 140;

    /// <param name="invocation">How to speak.</param>
    /// <param name="path">A file; null for stderr where a command has stdout, else stdout; with --json always stdout.</param>
    /// <param name="toError">A command has stdout.</param>
    /// <exception cref="UserError">The file cannot be written.</exception>
    public static ILifeOutput Open(Invocation invocation, string? path, bool toError)
    {
        var json = invocation.Report.Json;
        if (json != JsonMode.None)
        {
            return new LifeJsonOutput(path is null ? invocation.Io.Output : Create(path), json == JsonMode.Lines, path is not null);
        }

        if (path is not null)
        {
            var file = new StreamWriter(Create(path)) { AutoFlush = true };
            return new LifeTextOutput(file.WriteLine, new LifeLadder(PlainWidth, color: false), file);
        }

        var isTerminal = toError ? invocation.Io.ErrorIsTerminal : invocation.Io.OutputIsTerminal;
        var ladder = new LifeLadder(isTerminal ? TerminalScreen.Width : PlainWidth, isTerminal && invocation.Report.UsesColor);
        return new LifeTextOutput(toError ? invocation.Report.Say : invocation.Report.Line, ladder);
    }

    /// <summary>Writes the page of a recording.</summary>
    /// <exception cref="UserError">It cannot be written.</exception>
    public static void WritePage(string path, string subject, DateTimeOffset began, LifeTimeline timeline)
    {
        using var file = new StreamWriter(Create(path));
        file.Write(LifePage.Write(subject, began, timeline));
    }

    /// <summary>Opens a recording to be written.</summary>
    /// <exception cref="UserError">It cannot be written.</exception>
    public static LifeRecorder Record(string path, string subject) => Try(path, () => LifeRecorder.Create(path, subject, DateTimeOffset.Now));

    // What a program says to whom is nobody else's business.
    static FileStream Create(string path) => Try(path, () =>
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    });

    static T Try<T>(string path, Func<T> create)
    {
        try
        {
            return create();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError(ExitCode.CannotWrite, $"{path} cannot be written: {error.Message.TrimEnd('.')}", null, error);
        }
    }
}
