using Microsoft.AspNetCore.Connections;

namespace Patchbay.Services.Files;

/// <summary>One direction of one transfer over a data connection, with its file open. Not thread-safe, but for <see cref="Bytes"/>.</summary>
abstract class DataTransfer : IDisposable
{
    long _bytes;

    /// <summary>What is transferred, as 150 tells it.</summary>
    public abstract string Name { get; }

    /// <summary>Bytes that there will be; null when unknown.</summary>
    public virtual long? Size => null;

    /// <summary>Bytes moved so far. Safe from any thread.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Moves everything.</summary>
    /// <param name="connection">The data connection.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Why it is not whole.</returns>
    /// <exception cref="IOException">The network or the disk: see <see cref="DiskException"/>.</exception>
    public abstract Task<TransferFailure> RunAsync(ConnectionContext connection, CancellationToken cancellationToken);

    /// <summary>All is well also for the client: what came takes its name.</summary>
    public virtual void Commit()
    {
    }

    /// <summary>Closes the file.</summary>
    public abstract void Dispose();

    /// <summary>Bytes have moved.</summary>
    protected void Moved(int count) => Interlocked.Add(ref _bytes, count);

    /// <summary>Calls on the disk, whose failures are told from the network's.</summary>
    protected static T OnDisk<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception error) when (FileErrors.IsOfFile(error))
        {
            throw new DiskException(FileErrors.Reason(error), error);
        }
    }
}
