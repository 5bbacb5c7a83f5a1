using System.Net.Sockets;
using Patchbay.Linux;

namespace Patchbay.Sockets;

/// <summary>The file of a Unix socket: bind(2) makes it and nothing removes it, so a server that died leaves one that nobody listens on.</summary>
internal static class UnixSocketPath
{
    /// <summary>
    /// Call after bind(2) said EADDRINUSE. True when the file was a socket without a listener and is gone now: bind again. Never touches a file that is
    /// not a socket, and none that answers.
    /// </summary>
    public static bool TryRemoveStale(UnixDomainSocketEndPoint endPoint)
    {
        var path = endPoint.ToString();
        if (path.Length == 0 || path[0] is '@' or '\0' || !FileKind.IsSocket(path))
        {
            return false;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Blocking = false;
            probe.Connect(endPoint);
            return false;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return TryDelete(path);
        }
        catch (SocketException)
        {
            // EAGAIN: somebody listens and the backlog is full. EACCES: not ours to remove.
            return false;
        }
    }

    /// <summary>Deletes the file if it can.</summary>
    public static bool TryDelete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
