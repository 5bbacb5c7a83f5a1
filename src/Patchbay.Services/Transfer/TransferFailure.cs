namespace Patchbay.Services.Transfer;

/// <summary>Why a transfer failed. What a connection or a layer can fail with has exceptions of its own.</summary>
internal enum TransferFailure
{
    /// <summary>The URL is none, or says what cannot be done.</summary>
    BadUrl,

    /// <summary>The scheme, or what was asked of the server, is not supported.</summary>
    Unsupported,

    /// <summary>The server does not keep to its protocol.</summary>
    WeirdReply,

    /// <summary>The server denies access.</summary>
    Denied,

    /// <summary>The data connection could not be opened.</summary>
    NoDataConnection,

    /// <summary>Fewer bytes came than were promised, or the server took fewer than we sent.</summary>
    Partial,

    /// <summary>An HTTP status of 400 or more.</summary>
    HttpStatus,

    /// <summary>The local file cannot be written.</summary>
    CannotWrite,

    /// <summary>The local file cannot be read.</summary>
    CannotRead,

    /// <summary>The server did not take the upload.</summary>
    UploadRefused,

    /// <summary>The other side was silent for too long.</summary>
    TimedOut,

    /// <summary>The server cannot continue where we stopped.</summary>
    CannotResume,

    /// <summary>Too many redirects, or one that must not be followed.</summary>
    Redirect,

    /// <summary>TLS was asked for, and the server has none.</summary>
    NoTls,

    /// <summary>The server does not take our user and password.</summary>
    LoginDenied,

    /// <summary>There is no room on the server.</summary>
    DiskFull,

    /// <summary>There is no such file on the server.</summary>
    NoSuchFile,

    /// <summary>The connection broke while receiving.</summary>
    ReceiveFailed,

    /// <summary>The connection broke while sending.</summary>
    SendFailed,

    /// <summary>A mirror is not complete.</summary>
    Incomplete,
}
