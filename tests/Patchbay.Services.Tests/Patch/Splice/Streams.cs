using System.Net.Sockets;
using System.Security.Cryptography;

namespace Patchbay.Services.Tests.Splicing;

/// <summary>Sends and receives streams too long to keep, with their hash.</summary>
static class Streams
{
    /// <summary>Sends so many pseudo-random bytes, then FIN. Returns their SHA-256.</summary>
    public static async Task<string> SendAsync(Socket socket, long bytes, int seed, int piece = 256 * 1024)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var random = new Random(seed);
        var buffer = new byte[piece];
        for (var left = bytes; left > 0;)
        {
            random.NextBytes(buffer);
            var part = buffer.AsMemory(0, (int)Math.Min(left, piece));
            hash.AppendData(part.Span);
            left -= part.Length;
            while (!part.IsEmpty)
            {
                part = part[await socket.SendAsync(part).AsTask().WaitAsync(ChildProcess.Limit)..];
            }
        }

        socket.Shutdown(SocketShutdown.Send);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>Receives up to the FIN. Returns how many bytes and their SHA-256.</summary>
    public static async Task<(long Bytes, string Hash)> ReceiveAsync(Socket socket, int piece = 256 * 1024)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[piece];
        var total = 0L;
        while (await socket.ReceiveAsync(buffer.AsMemory()).AsTask().WaitAsync(ChildProcess.Limit) is > 0 and var count)
        {
            hash.AppendData(buffer.AsSpan(0, count));
            total += count;
        }

        return (total, Convert.ToHexString(hash.GetHashAndReset()));
    }

    public static async Task<string> ReceiveTextAsync(Socket socket, int count)
    {
        var bytes = new byte[count];
        for (var done = 0; done < count;)
        {
            var received = await socket.ReceiveAsync(bytes.AsMemory(done)).AsTask().WaitAsync(ChildProcess.Limit);
            done += received > 0 ? received : throw new EndOfStreamException($"FIN after {done} of {count} bytes.");
        }

        return System.Text.Encoding.ASCII.GetString(bytes);
    }

    /// <summary>How the stream ends: null for FIN, else the error.</summary>
    public static async Task<SocketError?> EndAsync(Socket socket)
    {
        try
        {
            await ReceiveAsync(socket);
            return null;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode;
        }
    }
}
