namespace Patchbay;

/// <summary>What the exit codes say.</summary>
static class ExitCodes
{
    /// <summary>The line of <c>--help</c>.</summary>
    public static string Meaning(this ExitCode code) => code switch
    {
        ExitCode.Done => "done; nothing was cut",
        ExitCode.Other => "something else failed, or a node's connections were cut",
        ExitCode.Usage => "the command line or the configuration is wrong",
        ExitCode.BadAddress => "an address is wrong",
        ExitCode.Unsupported => "not supported here",
        ExitCode.NameNotResolved => "a name was not resolved",
        ExitCode.CannotConnect => "refused, unreachable or prohibited",
        ExitCode.Permission => "rights are missing",
        ExitCode.Upgrade => "an HTTP upgrade was refused",
        ExitCode.TimedOut => "timed out",
        ExitCode.TlsFailed => "TLS failed",
        ExitCode.BindFailed => "an address could not be listened on",
        ExitCode.EmptyAnswer => "the answer was empty",
        ExitCode.SendFailed => "sending failed",
        ExitCode.ReceiveFailed => "receiving failed",
        ExitCode.Certificate => "a certificate was not accepted",
        ExitCode.Proxy => "a proxy refused",
        ExitCode.Expectation => "an expectation or threshold was missed",
        ExitCode.NotRunnable => "a command could not be run",
        ExitCode.CommandNotFound => "a command was not found",
        ExitCode.Interrupted => "ended by SIGINT",
        ExitCode.Terminated => "ended by SIGTERM",
        _ => throw new ArgumentOutOfRangeException(nameof(code)),
    };
}
