using System.Net.Sockets;

namespace Patchbay.Sockets.Tests;

/// <summary>What a plain client does.</summary>
internal static class SocketExtensions
{
    public static async Task SendAllAsync(this Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None).Soon()..];
        }
    }

    public static async Task<byte[]> ReceiveExactlyAsync(this Socket socket, int count)
    {
        var bytes = new byte[count];
        for (var done = 0; done < count;)
        {
            var received = await socket.ReceiveAsync(bytes.AsMemory(done), SocketFlags.None).Soon();
            Assert.True(received > 0, $"The connection ended after {done} of {count} bytes.");
            done += received;
        }

        return bytes;
    }

    /// <summary>Everything up to the FIN.</summary>
    public static async Task<byte[]> ReceiveToEndAsync(this Socket socket)
    {
        var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await socket.ReceiveAsync(buffer, SocketFlags.None).Soon() is > 0 and var received)
        {
            all.Write(buffer, 0, received);
        }

        return all.ToArray();
    }

    /// <summary>True when the peer's RST ended the connection; false for its FIN. Drops what came before.</summary>
    public static async Task<bool> EndsWithResetAsync(this Socket socket)
    {
        try
        {
            await socket.ReceiveToEndAsync();
            return false;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionReset)
        {
            return true;
        }
    }

    /// <summary>
    /// True when the other side has let go of the connection. Sends a byte first: when a backlog overflows, Linux drops the last step of the handshake and the client
    /// alone believes in the connection; a byte makes the other side say what it thinks.
    /// </summary>
    public static async Task<bool> IsDeadAsync(this Socket socket)
    {
        try
        {
            await socket.SendAsync("?".Ascii(), SocketFlags.None);
            return await socket.EndsWithResetAsync();
        }
        catch (SocketException)
        {
            return true;
        }
    }

    /// <summary>RST instead of FIN.</summary>
    public static void Reset(this Socket socket)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }
}
