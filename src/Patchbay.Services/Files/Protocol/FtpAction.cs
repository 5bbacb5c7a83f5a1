using System.Net;

namespace Patchbay.Services.Files;

/// <summary>What a session wants done. Those that say so are answered by the <see cref="FtpOutcome"/> they name, before anything else happens.</summary>
abstract record FtpAction
{
    FtpAction()
    {
    }

    /// <summary>Send a reply.</summary>
    public sealed record Reply(string Text) : FtpAction;

    /// <summary>Who is it? Answered by <see cref="FtpOutcome.LoggedIn"/>.</summary>
    public sealed record CheckLogin(string Name, string Password, bool IsAnonymous) : FtpAction
    {
        /// <summary>Without the password.</summary>
        public override string ToString() => $"CheckLogin {Name}";
    }

    /// <summary>Nobody is logged in any more.</summary>
    public sealed record LogOut : FtpAction;

    /// <summary>Send what there is to send, forget what came, shake hands. Answered by <see cref="FtpOutcome.TlsStarted"/>; a failed handshake ends the connection.</summary>
    public sealed record StartTls : FtpAction;

    /// <summary>Listen for the client's data connection in place of the one before. Answered by <see cref="FtpOutcome.Listening"/>.</summary>
    public sealed record Listen(bool IsExtended) : FtpAction;

    /// <summary>Let go of a data connection, or of the listener for it.</summary>
    public sealed record CloseData : FtpAction;

    /// <summary>Do something with files. Answered by <see cref="FtpOutcome.FileDone"/>.</summary>
    public sealed record UseFiles(FileRequest Request) : FtpAction;

    /// <summary>Open the file and the data connection. Answered by <see cref="FtpOutcome.TransferReady"/>.</summary>
    public sealed record PrepareTransfer(TransferRequest Request) : FtpAction;

    /// <summary>Move the bytes. Answered by <see cref="FtpOutcome.TransferEnded"/>.</summary>
    public sealed record RunTransfer : FtpAction;

    /// <summary>End the transfer that is prepared or runs; it is still answered.</summary>
    public sealed record AbortTransfer : FtpAction;

    /// <summary>Send what there is to send and end the connection.</summary>
    public sealed record Close : FtpAction;
}

/// <summary>What to do with files.</summary>
/// <param name="Kind">The verb.</param>
/// <param name="Path">Where.</param>
/// <param name="To">The new name.</param>
/// <param name="Time">The new time.</param>
/// <param name="Pattern">Only entries that match; null for all.</param>
sealed record FileRequest(FileRequestKind Kind, VirtualPath Path, VirtualPath? To = null, DateTimeOffset? Time = null, string? Pattern = null);

/// <summary>The verbs of <see cref="FileRequest"/>.</summary>
enum FileRequestKind
{
    /// <summary>What is there?</summary>
    Look,

    /// <summary>What is in the directory, or the file itself?</summary>
    List,

    /// <summary>mkdir(2).</summary>
    MakeDirectory,

    /// <summary>rmdir(2).</summary>
    RemoveDirectory,

    /// <summary>unlink(2).</summary>
    Delete,

    /// <summary>rename(2).</summary>
    Rename,

    /// <summary>utimensat(2).</summary>
    SetTime,
}

/// <summary>A transfer over a data connection.</summary>
/// <param name="Kind">The direction and form.</param>
/// <param name="Path">The file or directory.</param>
/// <param name="Pattern">For listings: only entries that match; null for all.</param>
/// <param name="Offset">Where the client begins, REST.</param>
/// <param name="IsAscii">TYPE A.</param>
/// <param name="IsProtected">PROT P: under TLS.</param>
/// <param name="ConnectTo">Where to connect, or null when the client connects to our listener.</param>
/// <param name="Facts">For MLSD.</param>
sealed record TransferRequest(TransferKind Kind, VirtualPath Path, string? Pattern, long Offset, bool IsAscii, bool IsProtected, IPEndPoint? ConnectTo, MlstFacts Facts)
{
    /// <summary>The path as the client wrote it, which the names of NLST begin with.</summary>
    public string Shown { get; init; } = "";

    /// <summary>From the client to us.</summary>
    public bool IsUpload => Kind is TransferKind.Store or TransferKind.Append or TransferKind.StoreUnique;

    /// <summary>A file from us to the client.</summary>
    public bool IsDownload => Kind == TransferKind.Retrieve;
}

/// <summary>The commands that need a data connection.</summary>
enum TransferKind
{
    /// <summary>RETR.</summary>
    Retrieve,

    /// <summary>STOR.</summary>
    Store,

    /// <summary>APPE.</summary>
    Append,

    /// <summary>STOU.</summary>
    StoreUnique,

    /// <summary>LIST.</summary>
    List,

    /// <summary>NLST.</summary>
    Names,

    /// <summary>MLSD.</summary>
    Facts,
}
