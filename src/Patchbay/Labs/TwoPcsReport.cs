using Patchbay.Observation;

namespace Patchbay;

/// <summary><c>lab two-pcs</c>: scene after scene, on a terminal at the reader's pace.</summary>
static class TwoPcsReport
{
    public static async Task<ExitCode> RunAsync(Invocation invocation, bool waits)
    {
        using var story = new TwoPcsStory();
        if (invocation.Report.Json != JsonMode.None)
        {
            WriteJson(invocation, story);
            return ExitCode.Done;
        }

        var report = invocation.Report;
        report.Line("Three addresses of this machine's loopback stand for machines: A is 127.0.0.1, B 127.0.0.2, C 127.0.0.3.");
        report.Line("Everything else is what the kernel did just now.");
        using var keys = waits ? new StreamReader(invocation.Io.Input, leaveOpen: true) : null;
        foreach (var scene in story.Scenes())
        {
            invocation.Signals.Stop.ThrowIfCancellationRequested();
            if (keys is not null && scene.Number > 1 && !await WantsMoreAsync(invocation, keys))
            {
                break;
            }

            report.Line();
            foreach (var line in WrappedText.Paragraph(scene.Caption, 4, $"{scene.Number}."))
            {
                report.Line(line);
            }

            foreach (var line in StoryText.Lines(scene))
            {
                report.Line(line);
            }
        }

        return ExitCode.Done;
    }

    static async Task<bool> WantsMoreAsync(Invocation invocation, StreamReader keys)
    {
        invocation.Io.Error.Write("Enter goes on, q ends: ");
        return await keys.ReadLineAsync(invocation.Signals.Stop) is { } line && line.Trim() != "q";
    }

    static void WriteJson(Invocation invocation, TwoPcsStory story)
    {
        using var json = new JsonRows(invocation.Io.Output, "scenes", "scene", invocation.Report.Json == JsonMode.Lines);
        foreach (var scene in story.Scenes())
        {
            json.Row(writer =>
            {
                writer.WriteNumber("number", scene.Number);
                writer.WriteString("caption", scene.Caption);
                writer.WriteStartArray("machines");
                foreach (var pane in scene.Panes)
                {
                    writer.WriteStartObject();
                    writer.WriteString("name", pane.Title[..1]);
                    writer.WriteStartArray("calls");
                    foreach (var call in pane.Calls)
                    {
                        writer.WriteStringValue(call);
                    }

                    writer.WriteEndArray();
                    GlanceJson.Write(writer, "sockets", pane.Sockets);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            });
        }

        json.Finish();
    }
}
