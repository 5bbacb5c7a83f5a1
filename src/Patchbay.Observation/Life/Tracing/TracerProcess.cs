using System.ComponentModel;
using System.Globalization;
using System.Text;
using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>The tracer as seen by the process that started it. Members are safe to call from any thread.</summary>
sealed class TracerProcess : IAsyncDisposable
{
    readonly RunningProgram _program;
    readonly int _control;
    readonly int _events;
    readonly Lock _lock = new();
    bool _isDisposed;

    TracerProcess(RunningProgram program, int control, int events) => (_program, _control, _events) = (program, control, events);

    /// <summary>Why it ended, when it did not say so itself.</summary>
    public string? Complaint => _program.Exited is { IsCompletedSuccessfully: true, Result: var exit } && !exit.IsSuccess
        ? exit.BySignal ? string.Create(CultureInfo.InvariantCulture, $"Signal {exit.Status} ended it.") : string.Create(CultureInfo.InvariantCulture, $"Its status is {exit.Status}.")
        : null;

    /// <exception cref="ObservationException">The tracer cannot be started.</exception>
    public static TracerProcess Start(TraceRequest request)
    {
        var (events, told) = DescriptorFlags.Pipe();
        var (heard, control) = DescriptorFlags.Pipe();
        try
        {
            var settings = new TracerSettings(told, heard, request.Start, request.Data, request.ProcessId);
            var program = RunningProgram.Start(new ProgramStart([.. request.Tracer, .. settings.ToArguments(), .. request.Command], []) 
            {
                Keeps = [told, heard],
                Output = request.OutputToError ? 2 : 1,
                StandsForUs = true,
            });
            return new TracerProcess(program, control, events);
        }
        catch (Win32Exception error)
        {
            SocketCalls.Close(events);
            SocketCalls.Close(control);
            throw new ObservationException(ObservationFailure.Other, $"the tracer {request.Tracer[0]} cannot be started: {error.Message}", null, error);
        }
        finally
        {
            SocketCalls.Close(told);
            SocketCalls.Close(heard);
        }
    }

    /// <summary>What it says, to its end.</summary>
    public IEnumerable<string> ReadLines()
    {
        using var reader = new StreamReader(new DescriptorStream(_events, FileAccess.Read), new UTF8Encoding(false), false, 64 * 1024);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    public void Signal(int number) => Say(string.Create(CultureInfo.InvariantCulture, $"signal {number}\n"));

    public void Detach() => Say("detach\n");

    /// <summary>After its last line was read.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                SocketCalls.Close(_control);
                SocketCalls.Close(_events);
            }
        }

        await _program.Exited;
    }

    void Say(string text)
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            try
            {
                new DescriptorStream(_control, FileAccess.Write).Write(Encoding.ASCII.GetBytes(text));
            }
            catch (IOException)
            {
                // It is gone already.
            }
        }
    }
}
