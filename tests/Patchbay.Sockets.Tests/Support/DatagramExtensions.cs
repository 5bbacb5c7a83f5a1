using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets.Tests;

/// <summary>Datagrams a test at a time.</summary>
internal static class DatagramExtensions
{
    /// <summary>Sends texts, a datagram each, in one batch.</summary>
    public static Task SendAsync(this DatagramSocket socket, EndPoint? peer, params string[] texts) =>
        socket.SendAsync(Batch([.. texts.Select(text => text.Ascii())], peer)).Soon();

    /// <summary>Receives batches until that many datagrams came, as texts.</summary>
    public static async Task<string[]> ReceiveTextsAsync(this DatagramSocket socket, int count, int capacity = 64) =>
        [.. (await socket.ReceiveAllAsync(count, capacity)).Select(one => one.Bytes.Ascii())];

    /// <summary>Receives batches until that many datagrams came.</summary>
    public static async Task<List<(byte[] Bytes, EndPoint? Peer)>> ReceiveAllAsync(this DatagramSocket socket, int count, int capacity = 64, int size = 2048)
    {
        var batch = new DatagramBatch(capacity, size);
        var all = new List<(byte[], EndPoint?)>();
        while (all.Count < count)
        {
            var received = await socket.ReceiveAsync(batch).Soon();
            Assert.Equal(received, batch.Count);
            Assert.InRange(received, 1, capacity);
            for (var i = 0; i < received; i++)
            {
                Assert.False(batch.IsTruncated(i));
                all.Add((batch[i].ToArray(), batch.Peer(i)));
            }
        }

        return all;
    }

    public static DatagramBatch Batch(byte[][] datagrams, EndPoint? peer)
    {
        var batch = new DatagramBatch(datagrams.Length, Math.Max(1, datagrams.Max(one => one.Length)));
        foreach (var one in datagrams)
        {
            Assert.True(batch.TryAdd(one, peer));
        }

        return batch;
    }

    /// <summary>One datagram at a plain socket.</summary>
    public static async Task<(byte[] Bytes, EndPoint Peer)> ReceiveDatagramAsync(this Socket socket)
    {
        var buffer = new byte[65_535];
        var any = socket.AddressFamily switch
        {
            AddressFamily.InterNetwork => new IPEndPoint(IPAddress.Any, 0),
            AddressFamily.InterNetworkV6 => new IPEndPoint(IPAddress.IPv6Any, 0),
            _ => (EndPoint)new UnixDomainSocketEndPoint("/"),
        };
        var result = await socket.ReceiveFromAsync(buffer, any).Soon();
        return (buffer[..result.ReceivedBytes], result.RemoteEndPoint);
    }
}
