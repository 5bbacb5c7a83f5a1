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

    /// <summary>The server does not keep to its protocol.</summary>
    WeirdReply = 8,
    Permission = 9,

    /// <summary>The server offers no data connection (FTP).</summary>
    NoDataConnection = 13,

    /// <summary>A file came or went only in part.</summary>
    Partial = 18,

    /// <summary>An HTTP request (a status of 400 or more) or an upgrade was refused.</summary>
    HttpRefused = 22,

    /// <summary>A local file could not be written.</summary>
    CannotWrite = 23,
    UploadRefused = 25,

    /// <summary>A local file could not be read.</summary>
    CannotRead = 26,
    TimedOut = 28,
    TlsFailed = 35,
    CannotResume = 36,
    BindFailed = 45,
    Redirect = 47,
    EmptyAnswer = 52,
    SendFailed = 55,
    ReceiveFailed = 56,
    Certificate = 60,

    /// <summary>TLS was asked for, and the server has none.</summary>
    NoTls = 64,
    LoginDenied = 67,

    /// <summary>There is no room on the server.</summary>
    DiskFull = 70,
    NoSuchFile = 78,

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
