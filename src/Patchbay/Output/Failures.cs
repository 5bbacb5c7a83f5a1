using Patchbay.Services;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>Every error a command can end with, as people and scripts see it.</summary>
static class Failures
{
    public static UserError Explain(Exception error) => error switch
    {
        UserError ours => ours,
        AddressFormatException address => new(ExitCode.BadAddress, address.Message.TrimEnd('.'), AddressDiagnostic.Render(address), address),
        AddressNotSupportedException unsupported => new(ExitCode.Unsupported, unsupported.Message.TrimEnd('.'), "Streams of today: tcp:HOST:PORT and unix:PATH; listening: :PORT, *:PORT and unix-listen:PATH.", unsupported),
        ConfigurationException configuration => new(ExitCode.Usage, configuration.Message, configuration.Hint, configuration),
        EngineUnavailableException engine => new(ExitCode.Unsupported, engine.Message.TrimEnd('.'), "--engine auto takes what runs here.", engine),
        BindException bind => new(bind.Failure == BindFailure.Denied ? ExitCode.Permission : ExitCode.BindFailed, bind.Message, bind.Hint, bind),
        ConnectException connect => new(CodeOf(connect.Outcome), connect.Message.TrimEnd('.'), connect.Hint, connect),
        UnauthorizedAccessException denied => new(ExitCode.Permission, denied.Message.TrimEnd('.'), "Choose another place, or run as a user who may.", denied),
        _ => new(ExitCode.Other, error.Message.TrimEnd('.'), "--verbose shows the details.", error),
    };

    public static ExitCode CodeOf(ConnectOutcome outcome) => outcome switch
    {
        ConnectOutcome.Open => ExitCode.Done,
        ConnectOutcome.NameNotResolved => ExitCode.NameNotResolved,
        ConnectOutcome.TimedOut or ConnectOutcome.Cancelled => ExitCode.TimedOut,
        ConnectOutcome.NoLocalAddress => ExitCode.BindFailed,
        _ => ExitCode.CannotConnect,
    };
}
