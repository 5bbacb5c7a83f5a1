namespace Patchbay;

/// <summary>Chooses how a life is shown, and where.</summary>
static class LifeOutput
{
    /// <param name="invocation">How to speak.</param>
    /// <param name="path">A file; null for stderr, and for stdout with --json.</param>
    /// <exception cref="UserError">The file cannot be written.</exception>
    public static ILifeOutput Open(Invocation invocation, string? path)
    {
        var json = invocation.Report.Json;
        var stream = path is null ? json == JsonMode.None ? null : invocation.Io.Output : Create(path);
        return json != JsonMode.None ? new LifeJson(stream!, json == JsonMode.Lines, path is not null)
            : stream is null ? new LifeLines(invocation.Report.Say)
            : new LifeLines(new StreamWriter(stream));
    }

    // What a program says to whom is nobody else's business.
    static FileStream Create(string path)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.Read };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            return new FileStream(path, options);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError(ExitCode.CannotWrite, $"{path} cannot be written: {error.Message.TrimEnd('.')}", null, error);
        }
    }
}
