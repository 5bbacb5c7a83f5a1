using Microsoft.Extensions.Logging;
using Patchbay.Services.Accounts;
using Patchbay.Sockets;

namespace Patchbay.Services.Files;

/// <summary>What all sessions of the service share. Thread-safe.</summary>
/// <param name="DataEngine">Where data connections come from: System.Net.Sockets, whose sockets take sendfile(2).</param>
/// <param name="Options">The service's options.</param>
/// <param name="Logins">Who users are; null: nobody can log in.</param>
/// <param name="Folder">Where users' areas are.</param>
/// <param name="Logger">Hears what went wrong.</param>
/// <param name="Clock">Measures time-outs.</param>
sealed record FtpServer(ISocketEngine DataEngine, FilesOptions Options, Logins? Logins, string Folder, ILogger Logger, TimeProvider Clock)
{
    /// <summary>The right that accounts need.</summary>
    public const string ServiceName = "files";

    /// <summary>What was done.</summary>
    public FtpCounters Counters { get; } = new();

    /// <summary>The sessions there are.</summary>
    public SessionLimits Limits { get; } = new(Options.MaxSessions, Options.MaxSessionsPerAddress);

    /// <summary>What a user sees.</summary>
    /// <param name="user">Null for anonymous.</param>
    /// <exception cref="IOException">The user's folders cannot be made.</exception>
    public FileSpace SpaceOf(User? user)
    {
        var canWrite = user is not null && user.Rights.For(ServiceName) == AccessLevel.Write;
        return Options.SharedDirectory is { } directory ? new DirectorySpace(directory, canWrite) : new PeopleSpace(Folder, user?.Name, canWrite);
    }
}
