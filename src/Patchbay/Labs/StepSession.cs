using System.Text;
using Patchbay.Observation;

namespace Patchbay;

/// <summary><c>lab step</c>: a prompt on a terminal, else a script, whose first wrong line ends it.</summary>
static class StepSession
{
    const string Prompt = "lab> ";

    public static async Task<ExitCode> RunAsync(Invocation invocation, string? file)
    {
        using var input = new StreamReader(file is null ? invocation.Io.Input : Open(file), Encoding.UTF8, leaveOpen: file is null);
        var asks = file is null && invocation.Io.InputIsTerminal;
        if (asks)
        {
            invocation.Report.Say("One call at a time on real sockets. `help` lists the calls, `quit` ends. Try: a = socket tcp");
        }

        using var machine = new StepMachine();
        using var json = invocation.Report.Json == JsonMode.None ? null : new JsonRows(invocation.Io.Output, "steps", "step", invocation.Report.Json == JsonMode.Lines);
        for (var number = 1; ; number++)
        {
            if (asks)
            {
                invocation.Io.Error.Write(Prompt);
            }

            if (await input.ReadLineAsync(invocation.Signals.Stop) is not { } line)
            {
                break;
            }

            try
            {
                if (StepParser.Parse(line) is not { } command)
                {
                    continue;
                }

                if (command.Verb == StepVerb.Quit)
                {
                    break;
                }

                Write(invocation, json, line.Trim(), machine.Run(command, invocation.Signals.Stop), echo: !asks);
            }
            catch (StepFormatException error) when (asks)
            {
                invocation.Io.Error.Write($"{error.Message}\n{error.Hint}\n");
            }
            catch (StepFormatException error)
            {
                json?.Finish();
                throw new UserError(ExitCode.Usage, $"line {number}: {error.Message}", error.Hint, error);
            }
        }

        json?.Finish();
        return ExitCode.Done;
    }

    static void Write(Invocation invocation, JsonRows? json, string line, StepOutcome outcome, bool echo)
    {
        if (json is not null)
        {
            WriteJson(json, line, outcome);
            return;
        }

        var report = invocation.Report;
        if (echo)
        {
            report.Line(report.Bold("> " + line));
        }

        foreach (var part in outcome.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            report.Line(outcome.Call.Length > 0 ? $"{outcome.Call}: {part}" : part);
        }

        foreach (var glance in outcome.Glances)
        {
            report.Line("    " + SocketGlanceText.Line(glance));
        }
    }

    static void WriteJson(JsonRows json, string line, StepOutcome outcome)
    {
        json.Row(writer =>
        {
            writer.WriteString("line", line);
            writer.WriteString("call", outcome.Call);
            writer.WriteString("result", outcome.Result);
            writer.WriteBoolean("wouldBlock", outcome.WouldBlock);
            writer.WriteNumber("errno", outcome.Errno);
            GlanceJson.Write(writer, "sockets", outcome.Glances);
        });
        json.Flush();
    }

    static FileStream Open(string file)
    {
        try
        {
            return File.OpenRead(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError(ExitCode.CannotRead, $"the script {file} cannot be read: {error.Message.TrimEnd('.')}", $"Or pipe it: `{ProgramName.Current} lab step < FILE`.", error);
        }
    }
}
