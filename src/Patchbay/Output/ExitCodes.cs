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
        ExitCode.WeirdReply => "the server does not keep to its protocol",
        ExitCode.Permission => "rights are missing",
        ExitCode.NoDataConnection => "the FTP server offers no data connection",
        ExitCode.Partial => "a file came or went only in part",
        ExitCode.HttpRefused => "an HTTP request or upgrade was refused",
        ExitCode.CannotWrite => "a local file could not be written",
        ExitCode.UploadRefused => "the server did not take an upload",
        ExitCode.CannotRead => "a local file could not be read",
        ExitCode.TimedOut => "timed out",
        ExitCode.TlsFailed => "TLS failed",
        ExitCode.CannotResume => "the server cannot go on in the middle of a file",
        ExitCode.BindFailed => "an address could not be listened on",
        ExitCode.Redirect => "a redirect was not followed, or too many",
        ExitCode.EmptyAnswer => "the answer was empty",
        ExitCode.SendFailed => "sending failed",
        ExitCode.ReceiveFailed => "receiving failed",
        ExitCode.Certificate => "a certificate was not accepted",
        ExitCode.NoTls => "the server has no TLS where it was asked for",
        ExitCode.LoginDenied => "user or password were not accepted",
        ExitCode.DiskFull => "there is no room on the server",
        ExitCode.NoSuchFile => "there is no such file on the server",
        ExitCode.Proxy => "a proxy refused",
        ExitCode.Expectation => "an expectation or threshold was missed",
        ExitCode.NotRunnable => "a command could not be run",
        ExitCode.CommandNotFound => "a command was not found",
        ExitCode.Interrupted => "ended by SIGINT",
        ExitCode.Terminated => "ended by SIGTERM",
        _ => throw new ArgumentOutOfRangeException(nameof(code)),
    };
}
