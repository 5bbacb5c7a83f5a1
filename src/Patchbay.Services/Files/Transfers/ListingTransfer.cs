using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Services.Files;

/// <summary>LIST, NLST and MLSD: lines about a directory's entries, read while they are sent.</summary>
/// <param name="request">Which form.</param>
/// <param name="entries">The entries.</param>
/// <param name="isItself">The path is a file's: the only entry is it.</param>
/// <param name="clock">What is recent.</param>
sealed class ListingTransfer(TransferRequest request, IEnumerable<FileEntry> entries, bool isItself, TimeProvider clock) : DataTransfer
{
    const int FlushAt = 32 * 1024;

    public override string Name => request.Path.ToString();

    public override async Task<TransferFailure> RunAsync(ConnectionContext connection, CancellationToken cancellationToken)
    {
        var output = connection.Transport.Output;
        var now = clock.GetUtcNow();
        var unflushed = 0;
        using var each = entries.GetEnumerator();
        while (OnDisk(each.MoveNext))
        {
            var count = (int)Encoding.UTF8.GetBytes(Line(each.Current, now) + "\r\n", output);
            Moved(count);
            unflushed += count;
            if (unflushed >= FlushAt)
            {
                unflushed = 0;
                if ((await output.FlushAsync(cancellationToken)).IsCompleted)
                {
                    return TransferFailure.Network;
                }
            }
        }

        return await DataEnding.FinishAsync(connection, cancellationToken);
    }

    public override void Dispose()
    {
    }

    string Line(FileEntry entry, DateTimeOffset now) => request.Kind switch
    {
        TransferKind.List => ListFormat.Line(entry, now),
        TransferKind.Facts => request.Facts.Line(entry, entry.Name),
        _ => FtpReply.Printable(Shown(entry)),
    };

    /// <summary>NLST gives paths that the client can send back (RFC 959 section 4.1.3).</summary>
    string Shown(FileEntry entry) => isItself ? request.Shown : request.Shown.Length == 0 || request.Shown.EndsWith('/') ? request.Shown + entry.Name : $"{request.Shown}/{entry.Name}";
}
