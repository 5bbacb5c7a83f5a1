using System.Net;

namespace Patchbay.Services.Files;

/// <summary>What a session's rules depend on.</summary>
sealed record FtpSessionSettings
{
    /// <summary>The client's address: where data connections may come from and go to. Null: active mode is refused.</summary>
    public IPAddress? Peer { get; init; }

    /// <summary>The control connection is IPv6: PASV, which can only tell an IPv4 address, is refused.</summary>
    public bool IsIPv6 { get; init; }

    /// <summary>The connection is under TLS from its beginning.</summary>
    public bool IsTls { get; init; }

    /// <summary>AUTH TLS is offered.</summary>
    public bool OffersTls { get; init; } = true;

    /// <summary>Accounts log in, and move their data, under TLS only.</summary>
    public bool RequiresTls { get; init; }

    /// <summary><c>anonymous</c> and <c>ftp</c> need no password.</summary>
    public bool AllowsAnonymous { get; init; }

    /// <summary>Wrong passwords until the connection ends.</summary>
    public int MaxLoginTries { get; init; } = 3;

    /// <summary>Lines in a row that are no commands until the connection ends.</summary>
    public int MaxBadCommands { get; init; } = 20;

    /// <summary>How STAT lists an entry: <see cref="ListFormat.Line"/> with a clock.</summary>
    public Func<FileEntry, string> ListLine { get; init; } = static entry => ListFormat.Line(entry, entry.Modified);
}
