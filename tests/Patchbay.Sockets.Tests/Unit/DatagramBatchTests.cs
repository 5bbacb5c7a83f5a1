using System.Net;

namespace Patchbay.Sockets.Tests;

public sealed class DatagramBatchTests
{
    [Fact]
    public void Bad_sizes_indexes_and_peers_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DatagramBatch(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DatagramBatch(1025));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DatagramBatch(1, 65_536));
        var batch = new DatagramBatch(2, 4);
        Assert.Throws<ArgumentException>(() => batch.TryAdd(new byte[5]));
        Assert.Throws<NotSupportedException>(() => batch.TryAdd([1], new DnsEndPoint("localhost", 1)));
        Assert.Equal(0, batch.Count);
        Assert.True(batch.TryAdd([1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.RemoveAt(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Shorten(0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Shorten(0, -1));
    }

    [Fact]
    public void The_peer_of_many_datagrams_is_one_object()
    {
        var batch = new DatagramBatch();
        for (var i = 0; i < 10; i++)
        {
            batch.TryAdd([], new IPEndPoint(IPAddress.Loopback, 7));
        }

        Assert.All(Enumerable.Range(0, 10), i => Assert.Same(batch.Peer(0), batch.Peer(i)));
        batch.TryAdd([], new IPEndPoint(IPAddress.Loopback, 8));
        Assert.NotEqual(batch.Peer(0), batch.Peer(10));
    }

    [Fact]
    public void Control_messages_of_any_bytes_are_read_without_harm()
    {
        var random = new Random(5);
        var bytes = new byte[Patchbay.Linux.DatagramControl.MostBytes];
        for (var i = 0; i < 100_000; i++)
        {
            random.NextBytes(bytes);

            // Mostly damaged in the length only: random lengths would end the reading at once.
            if (i % 4 != 0)
            {
                bytes.AsSpan(1, 7).Clear();
                bytes.AsSpan(9, 3).Clear();
                bytes.AsSpan(13, 3).Clear();
            }

            var control = Patchbay.Linux.DatagramControl.Read(bytes.AsSpan(0, random.Next(bytes.Length + 1)));
            Assert.Contains(control.Destination.Length, new[] { 0, 4, 16 });
            Assert.True(control.SegmentSize >= 0);
        }
    }
}
