using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Patchbay.TestSupport;

/// <summary>A plain client, whose every wait has an end.</summary>
sealed class PeerSocket : IDisposable
{
    readonly Socket _socket;

    PeerSocket(Socket socket) => _socket = socket;

    public static async Task<PeerSocket> ConnectAsync(EndPoint endPoint)
    {
        var socket = endPoint is IPEndPoint ? new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(endPoint).WaitAsync(ChildProcess.Limit);
        return new PeerSocket(socket);
    }

    /// <summary>Takes over an accepted socket.</summary>
    public static PeerSocket Own(Socket socket) => new(socket);

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes).AsTask().WaitAsync(ChildProcess.Limit)..];
        }
    }

    /// <summary>Sends FIN; receiving goes on.</summary>
    public void Finish() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>RST instead of FIN.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    public async Task<byte[]> ReceiveExactlyAsync(int count)
    {
        var bytes = new byte[count];
        for (var done = 0; done < count;)
        {
            var received = await _socket.ReceiveAsync(bytes.AsMemory(done)).AsTask().WaitAsync(ChildProcess.Limit);
            done += received > 0 ? received : throw new EndOfStreamException($"FIN after {done} of {count} bytes.");
        }

        return bytes;
    }

    /// <summary>Everything up to the FIN.</summary>
    public async Task<byte[]> ReceiveToEndAsync()
    {
        using var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await _socket.ReceiveAsync(buffer.AsMemory()).AsTask().WaitAsync(ChildProcess.Limit) is > 0 and var count)
        {
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }

    public async Task<string> ReceiveTextToEndAsync() => Encoding.UTF8.GetString(await ReceiveToEndAsync());

    public void Dispose() => _socket.Dispose();
}
