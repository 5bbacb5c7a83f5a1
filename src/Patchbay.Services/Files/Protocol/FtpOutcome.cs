using System.Net;

namespace Patchbay.Services.Files;

/// <summary>What became of an <see cref="FtpAction"/>.</summary>
abstract record FtpOutcome
{
    FtpOutcome()
    {
    }

    /// <summary>Of <see cref="FtpAction.CheckLogin"/>.</summary>
    /// <param name="Result">How it ended.</param>
    /// <param name="RetryAfter">For <see cref="LoginAnswer.Refused"/>.</param>
    public sealed record LoggedIn(LoginAnswer Result, TimeSpan RetryAfter = default) : FtpOutcome;

    /// <summary>Of <see cref="FtpAction.StartTls"/>.</summary>
    public sealed record TlsStarted : FtpOutcome;

    /// <summary>Of <see cref="FtpAction.Listen"/>.</summary>
    /// <param name="At">Where the client connects to, or null when no port is free.</param>
    public sealed record Listening(IPEndPoint? At) : FtpOutcome;

    /// <summary>Of <see cref="FtpAction.UseFiles"/>.</summary>
    /// <param name="Failure">Why not.</param>
    /// <param name="Entries">What was looked at or listed.</param>
    public sealed record FileDone(FileFailure Failure, IReadOnlyList<FileEntry> Entries) : FtpOutcome;

    /// <summary>Of <see cref="FtpAction.PrepareTransfer"/>.</summary>
    /// <param name="Failure">Why there is no transfer; the file's own failure is in <paramref name="File"/>.</param>
    /// <param name="File">What is wrong with the file.</param>
    /// <param name="Name">What is transferred, as 150 tells it.</param>
    /// <param name="Size">Bytes that a download will have; null when unknown.</param>
    public sealed record TransferReady(TransferFailure Failure, FileFailure File, string Name, long? Size) : FtpOutcome;

    /// <summary>Of <see cref="FtpAction.RunTransfer"/>.</summary>
    /// <param name="Failure">Why it is not whole.</param>
    /// <param name="File">What is wrong with the file.</param>
    public sealed record TransferEnded(TransferFailure Failure, FileFailure File) : FtpOutcome;
}

/// <summary>How a login ended.</summary>
enum LoginAnswer
{
    /// <summary>Welcome.</summary>
    Accepted,

    /// <summary>Unknown name or wrong password.</summary>
    Wrong,

    /// <summary>The user has no right to files.</summary>
    NotPermitted,

    /// <summary>Nobody from there may try for a time.</summary>
    Refused,
}

/// <summary>Why a transfer is not whole.</summary>
enum TransferFailure
{
    /// <summary>It is.</summary>
    None,

    /// <summary>The file, see the outcome's <see cref="FileFailure"/>.</summary>
    File,

    /// <summary>No data connection came about.</summary>
    NoConnection,

    /// <summary>TLS on the data connection failed.</summary>
    Tls,

    /// <summary>The data connection broke.</summary>
    Network,

    /// <summary>No byte moved for too long.</summary>
    Stalled,

    /// <summary><see cref="FtpAction.AbortTransfer"/>.</summary>
    Aborted,
}
