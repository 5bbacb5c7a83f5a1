using System.Runtime.InteropServices;

namespace Patchbay;

/// <summary>SIGINT and SIGTERM, which nobody else in the process handles: the first asks to stop, the second cuts.</summary>
sealed class Signals : IDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly CancellationTokenSource _cut = new();
    readonly List<PosixSignalRegistration> _registrations = [];
    ExitCode _exitCode = ExitCode.Interrupted;

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Cancelled by the second.</summary>
    public CancellationToken Cut => _cut.Token;

    /// <summary>128 and the number of the first signal.</summary>
    public ExitCode ExitCode => _exitCode;

    public static Signals OfThisProcess()
    {
        var signals = new Signals();
        signals._registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, context => signals.Handle(context, ExitCode.Interrupted)));
        signals._registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => signals.Handle(context, ExitCode.Terminated)));
        return signals;
    }

    /// <summary>As if a signal had come.</summary>
    public void Raise(ExitCode exitCode)
    {
        if (_stop.IsCancellationRequested)
        {
            _cut.Cancel();
            return;
        }

        _exitCode = exitCode;
        _stop.Cancel();
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _stop.Dispose();
        _cut.Dispose();
    }

    void Handle(PosixSignalContext context, ExitCode exitCode)
    {
        context.Cancel = true;
        Raise(exitCode);
    }
}
