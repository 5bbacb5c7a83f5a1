namespace Patchbay;

/// <summary>The program's exit codes. Where curl(1) has a number for the same thing, it is curl's.</summary>
internal enum ExitCode
{
    Done = 0,
    Other = 1,
    Usage = 2,
    BadAddress = 3,
    Unsupported = 4,
    NameNotResolved = 6,

    /// <summary>Connection refused, host or network unreachable, or prohibited.</summary>
    CannotConnect = 7,
    Permission = 9,

    /// <summary>An HTTP upgrade was refused.</summary>
    Upgrade = 22,
    TimedOut = 28,
    TlsFailed = 35,
    BindFailed = 45,
    EmptyAnswer = 52,
    SendFailed = 55,
    ReceiveFailed = 56,
    Certificate = 60,

    /// <summary>A proxy refused.</summary>
    Proxy = 97,

    /// <summary>An expectation or threshold was missed.</summary>
    Expectation = 99,

    /// <summary>A command is there and cannot be run; the shells' number for it.</summary>
    NotRunnable = 126,

    /// <summary>There is no such command; the shells' number for it.</summary>
    CommandNotFound = 127,
    Interrupted = 130,
    Terminated = 143,
}
