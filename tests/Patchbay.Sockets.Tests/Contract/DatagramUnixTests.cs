using System.Net.Sockets;

namespace Patchbay.Sockets.Tests.Contract;

/// <summary>Unix datagram sockets: by path, by abstract name, and answered.</summary>
public sealed class DatagramUnixTests
{
    [Theory, Engines(Can.Datagram)]
    public async Task A_client_with_a_path_is_answered_and_both_files_go_with_their_sockets(TestedEngine engine)
    {
        using var folder = new TemporaryFolder();
        var (server, client) = (Path.Combine(folder.Path, "server"), Path.Combine(folder.Path, "client"));
        await using (var arena = new DatagramArena(engine))
        {
            var receiver = await arena.OpenAsync(new DatagramOptions { Local = new UnixDomainSocketEndPoint(server) });
            var sender = await arena.OpenAsync(new DatagramOptions { Local = new UnixDomainSocketEndPoint(client), Remote = new UnixDomainSocketEndPoint(server) });
            await sender.SendAsync(null, "question");
            var batch = new DatagramBatch();
            await receiver.ReceiveAsync(batch).Soon();
            Assert.Equal("question", batch[0].ToArray().Ascii());
            Assert.Equal(client, batch.Peer(0)!.ToString());
            await receiver.SendAsync(batch).Soon();
            Assert.Equal(["question"], await sender.ReceiveTextsAsync(1));
            Assert.True(File.Exists(server));
        }

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory, Engines(Can.TellDatagrams)]
    public async Task A_client_without_a_name_gets_one_of_the_kernels_and_is_answered(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var name = new UnixDomainSocketEndPoint($"\0patchbay-test-{Environment.ProcessId}-{engine}");
        var receiver = await arena.OpenAsync(new DatagramOptions { Local = name });
        var sender = await arena.ConnectAsync(name);
        Assert.StartsWith("@", sender.LocalEndPoint.ToString(), StringComparison.Ordinal);
        await sender.SendAsync(null, "question");
        var batch = new DatagramBatch();
        await receiver.ReceiveAsync(batch).Soon();
        Assert.Equal(sender.LocalEndPoint, batch.Peer(0));
        await receiver.SendAsync(batch).Soon();
        Assert.Equal(["question"], await sender.ReceiveTextsAsync(1));
    }

    [Theory, Engines(Can.Datagram)]
    public async Task A_file_that_a_dead_receiver_left_is_replaced_and_a_living_one_is_not(TestedEngine engine)
    {
        using var folder = new TemporaryFolder();
        var end = new UnixDomainSocketEndPoint(Path.Combine(folder.Path, "left"));
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder.Path, "other")));
            File.Move(Path.Combine(folder.Path, "other"), end.ToString());
        }

        await using var arena = new DatagramArena(engine);
        var receiver = await arena.OpenAsync(new DatagramOptions { Local = end });
        await Assert.ThrowsAsync<Microsoft.AspNetCore.Connections.AddressInUseException>(() => arena.OpenAsync(new DatagramOptions { Local = end }));
        var sender = await arena.ConnectAsync(end);
        await sender.SendAsync(null, "still there");
        Assert.Equal(["still there"], await receiver.ReceiveTextsAsync(1));
    }
}
