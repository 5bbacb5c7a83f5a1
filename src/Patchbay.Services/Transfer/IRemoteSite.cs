namespace Patchbay.Services.Transfer;

/// <summary>
/// One session with a server: files and folders below a URL. Paths are names separated by slashes, relative to it; empty is the URL itself.
/// One call at a time; several sessions work side by side. Every member throws <see cref="TransferException"/>, and what connections and layers throw.
/// </summary>
internal interface IRemoteSite : IAsyncDisposable
{
    /// <summary>The session is broken: another has to be opened.</summary>
    bool IsOver { get; }

    /// <summary>What is in a folder. The names are not checked.</summary>
    Task<IReadOnlyList<RemoteEntry>> ListAsync(string path, CancellationToken cancellationToken);

    /// <summary>When a file changed last, to the second; null where the server does not say.</summary>
    Task<DateTimeOffset?> ModifiedAsync(string path, CancellationToken cancellationToken);

    /// <summary>Begins a download.</summary>
    /// <param name="path">The file.</param>
    /// <param name="resume">What is here already; null to begin at the beginning.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<Download> DownloadAsync(string path, ResumePoint? resume, CancellationToken cancellationToken);

    /// <summary>How much of an upload that broke off the server has; null where there is nothing to go on with.</summary>
    /// <param name="path">The file there.</param>
    /// <param name="total">The size of the whole file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<long?> UploadedAsync(string path, long total, CancellationToken cancellationToken);

    /// <summary>Uploads a file, or the rest of one.</summary>
    /// <param name="path">The file there.</param>
    /// <param name="content">The bytes from <paramref name="offset"/> on. Stays the caller's.</param>
    /// <param name="offset">Bytes the server has already.</param>
    /// <param name="total">The size of the whole file; null where it is not known.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task UploadAsync(string path, Stream content, long offset, long? total, CancellationToken cancellationToken);

    /// <summary>Makes a folder; one that is there is no error.</summary>
    Task MakeFolderAsync(string path, CancellationToken cancellationToken);

    Task RemoveFileAsync(string path, CancellationToken cancellationToken);

    /// <summary>Removes an empty folder.</summary>
    Task RemoveFolderAsync(string path, CancellationToken cancellationToken);

    /// <summary>Sets when a file changed last; false where the server cannot.</summary>
    Task<bool> SetModifiedAsync(string path, DateTimeOffset time, CancellationToken cancellationToken);
}
