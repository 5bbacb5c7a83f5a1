using System.ComponentModel;
using System.Globalization;
using System.Text;
using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>The tracer's own process: what the command line of <see cref="TraceRequest.Tracer"/> must run with the arguments that follow it.</summary>
public static class TracerHost
{
    // A reader that does not read does not keep us: what is traced was let go before.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Traces until there is nothing left to trace or the starter says so or is gone. SIGINT and SIGTERM must not end this process: a terminal's Ctrl-C is for the program that is traced.
    /// </summary>
    /// <returns>False when the arguments are not those of a <see cref="TraceRequest"/>.</returns>
    public static bool Run(IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        if (TracerSettings.Read(arguments) is not var (settings, command) || (settings.ProcessId == 0) == (command.Count == 0))
        {
            return false;
        }

        DescriptorFlags.SetCloseOnExec(settings.Events);
        DescriptorFlags.SetCloseOnExec(settings.Control);
        using var output = new TraceOutput(new DescriptorStream(settings.Events, FileAccess.Write));
        // Not disposed of: the other two threads may still touch it while the process ends.
        var over = new ManualResetEventSlim();
        using var tracer = new Tracer(settings, command, output);
        var tracing = new Thread(() => Trace(tracer, output, over)) { IsBackground = true, Name = "tracer" };
        tracing.Start();
        new Thread(() => Obey(tracer, settings.Control, over)) { IsBackground = true, Name = "control" }.Start();
        over.Wait();
        output.Complete(Patience);
        return true;
    }

    static void Trace(Tracer tracer, TraceOutput output, ManualResetEventSlim over)
    {
        try
        {
            tracer.Run();
        }
        catch (ObservationException error)
        {
            output.Add(new TraceFailed(error.Failure, error.Message, error.Hint));
        }
        catch (Win32Exception error)
        {
            output.Add(new TraceFailed(ObservationFailure.Other, $"the program cannot be started: {error.Message}", null));
        }
        catch (PlatformNotSupportedException error)
        {
            output.Add(new TraceFailed(ObservationFailure.Unsupported, error.Message.TrimEnd('.'), null));
        }

        over.Set();
    }

    static void Obey(Tracer tracer, int control, ManualResetEventSlim over)
    {
        using var reader = new StreamReader(new DescriptorStream(control, FileAccess.Read), Encoding.ASCII);
        while (reader.ReadLine() is { } line && line != "detach")
        {
            if (line.Split(' ') is ["signal", var number] && int.TryParse(number, CultureInfo.InvariantCulture, out var signal))
            {
                tracer.Signal(signal);
            }
        }

        tracer.Detach();
        over.Set();
    }
}
