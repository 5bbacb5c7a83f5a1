namespace Patchbay.Sockets.Tests.Contract;

/// <summary>What goes in comes out: datagrams keep their boundaries, their senders and, on loopback, their order.</summary>
public sealed class DatagramTests
{
    [Theory, Engines(Can.Datagram)]
    public async Task A_datagram_arrives_whole_with_its_sender_and_the_answer_goes_back(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var socket = await arena.BindAsync();
        var peer = arena.Peer();
        await peer.SendToAsync("question".Ascii(), socket.LocalEndPoint);
        var batch = new DatagramBatch();
        Assert.Equal(1, await socket.ReceiveAsync(batch).Soon());
        Assert.Equal("question", batch[0].ToArray().Ascii());
        Assert.Equal(8, batch.TrueLength(0));
        Assert.Equal(peer.LocalEndPoint, batch.Peer(0));
        Assert.Null(batch.ArrivedAt(0));
        await socket.SendAsync(batch).Soon();
        Assert.Equal(("question", socket.LocalEndPoint), ((await peer.ReceiveDatagramAsync()) switch { var (bytes, from) => (bytes.Ascii(), from) }));
    }

    [Theory, Engines(Can.Datagram)]
    public async Task Boundaries_are_kept_also_of_datagrams_without_bytes(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var (sender, receiver) = (await arena.BindAsync(), await arena.BindAsync());
        string[] texts = ["a", "", "bb", "bb", "", "", "ccc", "bb", "d"];
        await sender.SendAsync(receiver.LocalEndPoint, texts);
        Assert.Equal(texts, await receiver.ReceiveTextsAsync(texts.Length));
    }

    [Theory, Engines(Can.Datagram)]
    public async Task Many_peers_in_one_batch_are_each_answered(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var socket = await arena.BindAsync();
        var peers = Enumerable.Range(0, 100).Select(_ => arena.Peer()).ToList();
        foreach (var (peer, index) in peers.Select((peer, index) => (peer, index)))
        {
            await peer.SendToAsync($"from {index}".Ascii(), socket.LocalEndPoint);
        }

        var batch = new DatagramBatch(capacity: 40);
        for (var answered = 0; answered < peers.Count; answered += batch.Count)
        {
            await socket.ReceiveAsync(batch).Soon();
            await socket.SendAsync(batch).Soon();
        }

        foreach (var (peer, index) in peers.Select((peer, index) => (peer, index)))
        {
            Assert.Equal($"from {index}", (await peer.ReceiveDatagramAsync()).Bytes.Ascii());
        }
    }
}
