using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>sendfile(2): a file's bytes into a socket, without a copy in this process. Linux.</summary>
public static unsafe partial class SendFile
{
    /// <summary>Hands the socket what it takes now.</summary>
    /// <param name="socket">A stream socket that does not block.</param>
    /// <param name="file">A regular file.</param>
    /// <param name="offset">Where in the file; moved on.</param>
    /// <param name="most">Bytes at most.</param>
    /// <returns>Bytes taken, 0 at the file's end, or minus the errno (EAGAIN: it takes none now).</returns>
    public static long Some(int socket, SafeHandle file, ref long offset, long most)
    {
        ArgumentNullException.ThrowIfNull(file);
        var position = offset;
        var sent = sendfile(socket, file, &position, (nuint)most);
        if (sent < 0)
        {
            return -Marshal.GetLastPInvokeError();
        }

        offset = position;
        return sent;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint sendfile(int socket, SafeHandle file, long* offset, nuint count);
}
