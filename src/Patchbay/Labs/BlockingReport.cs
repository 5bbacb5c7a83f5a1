using System.Globalization;
using Patchbay.Observation;
using Patchbay.Services.Models;

namespace Patchbay;

/// <summary><c>lab blocking</c>: calls asleep, and what a further client sees of each server model.</summary>
static class BlockingReport
{
    public static async Task<ExitCode> RunAsync(Invocation invocation)
    {
        using var json = invocation.Report.Json == JsonMode.None ? null : new JsonRows(invocation.Io.Output, "waits", "wait", invocation.Report.Json == JsonMode.Lines);
        var report = invocation.Report;
        report.Line("Calls that block, each woken by what it waits for:");
        foreach (var call in BlockingExperiment.Run())
        {
            invocation.Signals.Stop.ThrowIfCancellationRequested();
            WriteText(report, call);
            json?.Row(writer =>
            {
                writer.WriteString("call", call.Call);
                writer.WriteString("situation", call.Situation);
                writer.WriteString("waitsFor", call.WaitsFor);
                writer.WriteBoolean("sleeping", call.Sleeping);
                writer.WriteString("kernelFunction", call.KernelFunction);
                writer.WriteString("seen", call.Seen);
                writer.WriteString("releasedBy", call.ReleasedBy);
                writer.WriteNumber("blockedMilliseconds", call.Blocked.TotalMilliseconds);
                writer.WriteString("result", call.Result);
            });
            json?.Flush();
        }

        report.Line();
        report.Line("The same echo service in each server model. Clients are served and then silent; one more comes and asks:");
        foreach (var model in ServerModels.All)
        {
            var (_, what, seen) = await EchoModels.TryAsync(model, invocation.Signals.Stop);
            WriteText(report, model, what, seen);
            json?.Row(writer =>
            {
                writer.WriteString("model", model);
                writer.WriteNumber("holders", seen.Holders);
                writer.WriteNumber("connectMilliseconds", seen.ConnectTook.TotalMilliseconds);
                writer.WriteBoolean("answeredBeside", seen.AnsweredBeside);
                writer.WriteBoolean("answered", seen.Answered);
                writer.WriteNumber("answerMilliseconds", seen.AnswerTook.TotalMilliseconds);
                writer.WriteNumber("queue", seen.QueueSeen);
            });
            json?.Flush();
        }

        json?.Finish();
        return ExitCode.Done;
    }

    static void WriteText(Report report, BlockedCall call)
    {
        report.Line();
        report.Line($"{report.Bold(call.Call + "()")}  {call.Situation}");
        Row(report, "waits for", call.WaitsFor);
        Row(report, "seen", $"{(call.Sleeping ? call.KernelFunction is { } place ? $"the thread sleeps in the kernel's {place}" : "the thread sleeps in the kernel" : "the thread was not seen asleep")}; {call.Seen}");
        Row(report, "woken", $"{call.ReleasedBy}, after {Time(call.Held)}");
        Row(report, "returned", $"after {Time(call.Blocked)}: {call.Result}");
    }

    static void WriteText(Report report, string model, string what, SecondClient seen)
    {
        report.Line();
        report.Line($"{report.Bold(model)}  {what}");
        var number = seen.Holders == 1 ? "the second client" : "the third client";
        Row(report, "connect", $"{number} is connected after {Time(seen.ConnectTook)}, whether it will be served or not");
        Row(report, "answer", seen.AnsweredBeside ? $"after {Time(seen.AnswerTook)}, beside the silent"
            : seen.Answered ? $"none for {Time(seen.Patience)}, while {Connections(seen.QueueSeen)} in the listener's queue; after {Time(seen.AnswerTook)}, when one of the silent had left"
            : "none at all");
    }

    static string Connections(int count) => count == 1 ? "1 connection waits" : string.Create(CultureInfo.InvariantCulture, $"{count} connections wait");

    static string Time(TimeSpan time) => Patchbay.Sockets.Duration.Format(time);

    static void Row(Report report, string label, string text)
    {
        foreach (var line in WrappedText.Paragraph(text, 14, "  " + label))
        {
            report.Line(line);
        }
    }
}
