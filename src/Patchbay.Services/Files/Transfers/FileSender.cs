using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Win32.SafeHandles;
using Patchbay.Linux;

namespace Patchbay.Services.Files;

/// <summary>Sends a file on a plain connection of System.Net.Sockets by sendfile(2): the bytes never come to this process. Linux.</summary>
static class FileSender
{
    // What a call may send before the count of bytes, by which a client that stands still is seen, goes on.
    const long Most = 1024 * 1024;

    /// <summary>The connection's socket, when files can be sent on it so: nothing is put on it, and it does not block.</summary>
    public static Socket? SocketOf(ConnectionContext connection) =>
        OperatingSystem.IsLinux() && connection.Features.Get<ITlsHandshakeFeature>() is null ? connection.Features.Get<IConnectionSocketFeature>()?.Socket : null;

    /// <summary>Sends to the file's end.</summary>
    /// <param name="socket">From <see cref="SocketOf"/>; nothing else writes to it meanwhile.</param>
    /// <param name="file">The file.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="moved">Hears how many bytes went.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when the client takes no more.</returns>
    /// <exception cref="OperationCanceledException">Given up.</exception>
    public static async Task<bool> SendAsync(Socket socket, SafeFileHandle file, long offset, Action<int> moved, CancellationToken cancellationToken)
    {
        var held = false;
        PolledDescriptor? writable = null;
        try
        {
            // Whoever closes the socket meanwhile does not free the number for another one.
            socket.SafeHandle.DangerousAddRef(ref held);
            var descriptor = (int)socket.SafeHandle.DangerousGetHandle();
            _ = StreamCalls.SetNonBlocking(descriptor);
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var sent = SendFile.Some(descriptor, file, ref offset, Most);
                switch (sent)
                {
                    case > 0:
                        moved((int)sent);
                        break;
                    case 0:
                        return true;
                    case -Errno.EAGAIN:
                        writable ??= new PolledDescriptor(DescriptorFlags.Duplicate(descriptor), forOutput: true);
                        await writable.WaitAsync(cancellationToken);
                        break;
                    case -Errno.EINTR:
                        break;
                    case -Errno.EIO:
                        throw new DiskException(FileFailure.Failed, new IOException(Errno.Describe(Errno.EIO)));
                    default:
                        return false;
                }
            }
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            writable?.Dispose();
            if (held)
            {
                socket.SafeHandle.DangerousRelease();
            }
        }
    }
}
