using Patchbay.Observation;

namespace Patchbay;

/// <summary>Tells a recording again.</summary>
static class LifeReplay
{
    /// <exception cref="UserError">It cannot be read, or is none.</exception>
    public static LifeRecording Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return LifeRecording.Read(file);
        }
        catch (FormatException error)
        {
            throw new UserError(ExitCode.CannotRead, $"{path} is no recording that can be read: {error.Message}", $"`{ProgramName.Current} life --save FILE -- COMMAND` makes one.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError(error is FileNotFoundException or DirectoryNotFoundException ? ExitCode.NoSuchFile : ExitCode.CannotRead, $"{path} cannot be read: {error.Message.TrimEnd('.')}", null, error);
        }
    }

    public static ExitCode Run(Invocation invocation, LifeRecording recording, LifeTelling telling)
    {
        foreach (var one in recording.Events)
        {
            telling.Add([one]);
            if (invocation.Signals.Stop.IsCancellationRequested)
            {
                return invocation.Signals.ExitCode;
            }
        }

        telling.Finish(null);
        if (recording.IsCut)
        {
            invocation.Report.Say("the recording was cut off: its last line is incomplete");
        }

        return ExitCode.Done;
    }
}
