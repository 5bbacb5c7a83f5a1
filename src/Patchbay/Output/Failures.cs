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
        ConnectException connect => new(CodeOf(connect.Outcome), connect.Message.TrimEnd('.'), HintFor(connect), connect),
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

    static string HintFor(ConnectException error) => error.Outcome switch
    {
        ConnectOutcome.NameNotResolved => "Check the spelling; a service of the running node is written without a port.",
        ConnectOutcome.Refused => "The machine answered, but nothing listens there. Is the server running, and on this port?",
        ConnectOutcome.TimedOut or ConnectOutcome.Cancelled => "Nothing came back: a firewall drops it, or the host is away. --timeout changes the patience.",
        ConnectOutcome.NetworkUnreachable => "This machine has no route there.",
        ConnectOutcome.HostUnreachable => "The last hop finds no such host.",
        ConnectOutcome.Prohibited => "A rule on the way, or here, forbids it.",
        ConnectOutcome.NoLocalAddress => "Every local port towards there is in use; see net.ipv4.ip_local_port_range.",
        _ => "The kernel's reason is all there is; see connect(2).",
    };
}
