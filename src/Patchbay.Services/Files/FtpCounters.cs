namespace Patchbay.Services.Files;

/// <summary>What the service has done. Thread-safe.</summary>
sealed class FtpCounters
{
    long _strangers, _downloads, _uploads, _broken, _bytesSent, _bytesReceived, _refusedLogins, _refusedSessions;
    int _transfers;

    /// <summary>Bytes of data connections to clients.</summary>
    public long BytesSent => Interlocked.Read(ref _bytesSent);

    /// <summary>Bytes of data connections from clients.</summary>
    public long BytesReceived => Interlocked.Read(ref _bytesReceived);

    /// <summary>Sessions that a limit turned away.</summary>
    public long RefusedSessions => Interlocked.Read(ref _refusedSessions);

    /// <summary>For the service's status.</summary>
    public IReadOnlyList<StatusFigure> Figures =>
    [
        new("transfers", _transfers),
        new("files sent", Interlocked.Read(ref _downloads)),
        new("files received", Interlocked.Read(ref _uploads)),
        new("transfers broken", Interlocked.Read(ref _broken)),
        new("strangers refused", Interlocked.Read(ref _strangers)),
        new("logins refused", Interlocked.Read(ref _refusedLogins)),
    ];

    /// <summary>A data connection came from an address that is not the client's.</summary>
    public void StrangerRefused() => Interlocked.Increment(ref _strangers);

    /// <summary>A name and password were not taken.</summary>
    public void LoginRefused() => Interlocked.Increment(ref _refusedLogins);

    /// <summary>A session too many.</summary>
    public void SessionRefused() => Interlocked.Increment(ref _refusedSessions);

    /// <summary>A transfer begins.</summary>
    public void TransferBegan() => Interlocked.Increment(ref _transfers);

    /// <summary>A transfer ended.</summary>
    public void TransferEnded(TransferRequest request, bool isWhole, long bytes)
    {
        Interlocked.Decrement(ref _transfers);
        Interlocked.Add(ref request.IsUpload ? ref _bytesReceived : ref _bytesSent, bytes);
        if (!isWhole)
        {
            Interlocked.Increment(ref _broken);
        }
        else if (request.IsUpload)
        {
            Interlocked.Increment(ref _uploads);
        }
        else if (request.IsDownload)
        {
            Interlocked.Increment(ref _downloads);
        }
    }
}
