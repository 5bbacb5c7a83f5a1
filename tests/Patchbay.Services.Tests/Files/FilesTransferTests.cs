using System.Collections.Concurrent;
using System.Text;
using Patchbay.Services.Files;
using Patchbay.Sockets;

namespace Patchbay.Services.Tests.Files;

public class FilesTransferTests
{
    [Fact]
    public async Task What_is_stored_is_retrieved_and_listed()
    {
        await using var files = await RunningFiles.StartAsync();
        using var client = await files.ConnectAsync("ann");
        var bytes = new byte[3_000_000];
        Random.Shared.NextBytes(bytes);
        await client.StoreAsync("STOR /private/x y", bytes);
        Assert.Equal(bytes, await client.RetrieveAsync("RETR /private/x y"));
        Assert.Equal($"213 {bytes.Length}", await client.SayAsync("SIZE /private/x y"));
        Assert.Contains(" 3000000 ", Encoding.UTF8.GetString(await client.RetrieveAsync("LIST /private")));
        Assert.Equal("/private/x y\r\n", Encoding.UTF8.GetString(await client.RetrieveAsync("NLST /private")));
        Assert.StartsWith("type=file;size=3000000;", Encoding.UTF8.GetString(await client.RetrieveAsync("MLSD /private")));
        Assert.StartsWith("213 Modify=20200102030405", await client.SayAsync("MFMT 20200102030405 /private/x y"));
        Assert.Equal("213 20200102030405", await client.SayAsync("MDTM /private/x y"));
        Assert.StartsWith("350 ", await client.SayAsync("RNFR /private/x y"));
        Assert.StartsWith("250 ", await client.SayAsync("RNTO /public/z"));
        Assert.Equal(bytes, File.ReadAllBytes(Path.Combine(files.Public, "z")));
        Assert.StartsWith("250 ", await client.SayAsync("DELE /public/z"));
        Assert.StartsWith("550 ", await client.SayAsync("SIZE /public/z"));
        Assert.Equal((1, 1, 0), (files.Figure("files received"), files.Figure("files sent"), files.Figure("transfers broken")));
    }

    [Fact]
    public async Task Directories_are_made_and_removed_when_they_are_empty()
    {
        await using var files = await RunningFiles.StartAsync();
        using var client = await files.ConnectAsync("ann");
        Assert.Equal("257 \"/private/d\" created", await client.SayAsync("MKD /private/d"));
        Assert.Equal("550 File exists.", await client.SayAsync("MKD /private/d"));
        Assert.Equal("550 No such file or directory.", await client.SayAsync("MKD /private/a/b"));
        await client.StoreAsync("STOR /private/d/x", "x"u8.ToArray());
        Assert.Equal("550 Directory not empty.", await client.SayAsync("RMD /private/d"));
        Assert.Equal("550 Is a directory.", await client.SayAsync("DELE /private/d"));
        await client.SayAsync("DELE /private/d/x");
        Assert.StartsWith("250 ", await client.SayAsync("RMD /private/d"));
    }

    [Fact]
    public async Task A_transfer_goes_on_where_it_stopped_in_both_directions()
    {
        await using var files = await RunningFiles.StartAsync();
        using var client = await files.ConnectAsync("ann");
        await client.StoreAsync("STOR /private/x", "0123456789"u8.ToArray());
        Assert.StartsWith("350 ", await client.SayAsync("REST 7"));
        Assert.Equal("789"u8.ToArray(), await client.RetrieveAsync("RETR /private/x"));
        Assert.StartsWith("350 ", await client.SayAsync("REST 4"));
        await client.StoreAsync("STOR /private/x", "abc"u8.ToArray());
        Assert.Equal("0123abc", File.ReadAllText(Path.Combine(files.Private, "x")));
        await client.StoreAsync("APPE /private/x", "!"u8.ToArray());
        Assert.Equal("0123abc!", File.ReadAllText(Path.Combine(files.Private, "x")));
        await client.SayAsync("EPSV");
        await client.SayAsync("REST 9");
        Assert.StartsWith("554 ", await client.SayAsync("RETR /private/x"));
        await client.SayAsync("EPSV");
        await client.SayAsync("REST 9");
        Assert.StartsWith("554 ", await client.SayAsync("STOR /private/x"));
        Assert.Equal("0123abc!", File.ReadAllText(Path.Combine(files.Private, "x")));
    }

    [Fact]
    public async Task An_upload_that_breaks_keeps_what_is_new_and_leaves_what_is_old()
    {
        await using var files = await RunningFiles.StartAsync();
        using var client = await files.ConnectAsync("ann");
        await client.StoreAsync("STOR /private/old", "the old file"u8.ToArray());
        foreach (var name in new[] { "old", "new" })
        {
            using var data = PeerSocket.Own(await client.PassiveAsync());
            Assert.StartsWith("150 ", await client.SayAsync($"STOR /private/{name}"));
            await data.SendAsync("half"u8.ToArray());
            Assert.Contains("4 bytes so far", await UntilAsync(client, "STAT", static reply => reply.Contains("4 bytes", StringComparison.Ordinal)));
            data.Reset();
            Assert.StartsWith("426 ", await client.ReplyAsync());
        }

        Assert.Equal("the old file", File.ReadAllText(Path.Combine(files.Private, "old")));
        Assert.Equal("half", File.ReadAllText(Path.Combine(files.Private, "new")));
        Assert.Equal(["new", "old"], Directory.GetFiles(files.Private).Select(path => Path.GetFileName(path)!).Order());
    }

    [Fact]
    public async Task A_client_that_dies_in_an_upload_does_not_replace_the_old_file_by_half_a_new_one()
    {
        await using var files = await RunningFiles.StartAsync();
        using var client = await files.ConnectAsync("ann");
        await client.StoreAsync("STOR /private/old", "the old file"u8.ToArray());
        var dying = await files.ConnectAsync("ann");
        var data = PeerSocket.Own(await dying.PassiveAsync());
        Assert.StartsWith("150 ", await dying.SayAsync("STOR /private/old"));
        await data.SendAsync("half"u8.ToArray());

        // The kernel ends a dead process's connections with FIN.
        dying.Dispose();
        data.Dispose();
        while (files.Figure("transfers broken") == 0)
        {
            await Task.Yield();
        }

        Assert.Equal("the old file", File.ReadAllText(Path.Combine(files.Private, "old")));
    }

    [Fact]
    public async Task What_a_killed_server_had_of_an_upload_is_found_again()
    {
        await using var files = await RunningFiles.StartAsync();
        using var client = await files.ConnectAsync("ann");
        File.WriteAllText(Path.Combine(files.Private, ".x.patchbay-part"), "0123");
        Assert.Empty(await client.RetrieveAsync("NLST /private"));
        Assert.StartsWith("553 ", await client.SayAsync("SIZE /private/.x.patchbay-part"));
        Assert.Equal("213 4", await client.SayAsync("SIZE /private/x"));
        await client.SayAsync("REST 4");
        await client.StoreAsync("STOR /private/x", "456"u8.ToArray());
        Assert.Equal("0123456", File.ReadAllText(Path.Combine(files.Private, "x")));
    }

    [Fact]
    public async Task Two_uploads_of_one_name_do_not_mix()
    {
        await using var files = await RunningFiles.StartAsync();
        using var first = await files.ConnectAsync("ann");
        using var second = await files.ConnectAsync("ann");
        using var data = PeerSocket.Own(await first.PassiveAsync());
        Assert.StartsWith("150 ", await first.SayAsync("STOR /private/x"));
        foreach (var command in new[] { "STOR", "APPE" })
        {
            await second.SayAsync("EPSV");
            Assert.StartsWith("450 ", await second.SayAsync($"{command} /private/x"));
        }

        await data.SendAsync("first"u8.ToArray());
        data.Finish();
        Assert.StartsWith("226 ", await first.ReplyAsync());
        Assert.Equal("first", File.ReadAllText(Path.Combine(files.Private, "x")));
    }

    [Fact]
    public async Task ABOR_sent_as_urgent_data_ends_the_transfer_and_not_the_session()
    {
        await using var files = await RunningFiles.StartAsync();
        using var client = await files.ConnectAsync("ann");
        await using (var big = File.Create(Path.Combine(files.Private, "big")))
        {
            big.SetLength(200_000_000);
        }

        foreach (var abort in new byte[][] { [.. "ABOR\r\n"u8], [255, 244, 255, 242, .. "ABOR\r\n"u8] })
        {
            using var data = PeerSocket.Own(await client.PassiveAsync());
            Assert.StartsWith("150 ", await client.SayAsync("RETR /private/big"));
            await data.ReceiveExactlyAsync(100_000);
            client.SendUrgent(abort);
            Assert.StartsWith("426 ", await client.ReplyAsync());
            Assert.StartsWith("226 ", await client.ReplyAsync());
            Assert.StartsWith("257 ", await client.SayAsync("PWD"));
        }
    }

    [Fact]
    public async Task ASCII_converts_line_ends_in_both_directions()
    {
        await using var files = await RunningFiles.StartAsync();
        using var client = await files.ConnectAsync("ann");
        await client.SayAsync("TYPE A");
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(number => $"line {number}\n"));
        await client.StoreAsync("STOR /private/t", Encoding.ASCII.GetBytes(text.Replace("\n", "\r\n")));
        Assert.Equal(text, File.ReadAllText(Path.Combine(files.Private, "t")));
        Assert.Equal(text.Replace("\n", "\r\n"), Encoding.ASCII.GetString(await client.RetrieveAsync("RETR /private/t")));
        await client.StoreAsync("STOR /private/r", "a\r"u8.ToArray());
        Assert.Equal("a\r", File.ReadAllText(Path.Combine(files.Private, "r")));
    }

    [Fact]
    public async Task STOU_finds_a_name_that_is_free()
    {
        await using var files = await RunningFiles.StartAsync();
        using var client = await files.ConnectAsync("ann");
        await client.SayAsync("CWD /private");
        await client.StoreAsync("STOU n", "1"u8.ToArray());
        await client.StoreAsync("STOU n", "2"u8.ToArray());
        Assert.Equal("12", File.ReadAllText(Path.Combine(files.Private, "n.1")) + File.ReadAllText(Path.Combine(files.Private, "n.2")));
    }

    [Fact]
    public async Task A_pattern_lists_what_matches_unless_it_is_a_name()
    {
        await using var files = await RunningFiles.StartAsync();
        using var client = await files.ConnectAsync("ann");
        await client.SayAsync("CWD /private");
        foreach (var name in new[] { "a1", "a2", "b1", ".a3", "a[1]" })
        {
            await client.StoreAsync($"STOR {name}", []);
        }

        Assert.Equal(["a1", "a2", "a[1]"], await NamesAsync("NLST a*"));
        Assert.Equal(["/private/b1"], await NamesAsync("NLST /private/b?"));
        Assert.Equal(["a[1]"], await NamesAsync("NLST a[1]"));
        Assert.Empty(await NamesAsync("NLST c*"));
        Assert.Equal([".a3", "a1", "a2", "a[1]", "b1"], await NamesAsync("NLST -a"));

        async Task<List<string>> NamesAsync(string command) =>
            [.. Encoding.UTF8.GetString(await client.RetrieveAsync(command)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task A_directory_is_served_to_read_for_guests_and_to_write_for_who_has_the_right()
    {
        using var folder = new TemporaryFolder();
        folder.Write("hello.txt", "hello");
        await using var files = await RunningFiles.StartAsync(("root", folder.Path));
        using var guest = await files.ConnectAsync("anonymous");
        Assert.Equal("hello"u8.ToArray(), await guest.RetrieveAsync("RETR hello.txt"));
        await guest.SayAsync("EPSV");
        Assert.Equal("550 Permission denied.", await guest.SayAsync("STOR x"));
        using var ann = await files.ConnectAsync("ann");
        await ann.StoreAsync("STOR x", "x"u8.ToArray());
        Assert.Equal("x", File.ReadAllText(folder["x"]));
    }

    [Fact]
    public async Task The_life_of_a_control_connection_tells_who_and_what()
    {
        await using var files = await RunningFiles.StartAsync();
        var seen = new ConcurrentQueue<string>();
        using (SocketEvents.Subscribe(new Sink(seen)))
        {
            using var client = await files.ConnectAsync("ann");
            await client.StoreAsync("STOR /private/noted", new byte[1_200_000]);
            await client.SayAsync("QUIT");
        }

        Assert.Contains("USER ann", seen);
        Assert.Contains(seen, text => text.StartsWith("PASV data connection from 127.0.0.1:", StringComparison.Ordinal));
        Assert.Contains(seen, text => text.StartsWith("STOR /private/noted 1.2 MB in ", StringComparison.Ordinal));
        Assert.Contains(seen, text => text.StartsWith("data connection of 127.0.0.1:", StringComparison.Ordinal) && text.EndsWith(": STOR /private/noted", StringComparison.Ordinal));
        Assert.DoesNotContain(seen, text => text.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void Passive_ports_come_each_once_and_not_in_order()
    {
        var ports = PassivePorts.Parse("2122-2200");
        var order = ports.InRandomOrder().ToList();
        Assert.Equal(Enumerable.Range(2122, 79), order.Order());
        Assert.Contains(Enumerable.Range(0, 20), _ => !ports.InRandomOrder().SequenceEqual(order));
        Assert.Equal([0], PassivePorts.Parse("any").InRandomOrder());
        Assert.Throws<FormatException>(() => PassivePorts.Parse("2200-2122"));
        Assert.Throws<FormatException>(() => PassivePorts.Parse("0-10"));
    }

    sealed class Sink(ConcurrentQueue<string> seen) : ISocketEventSink
    {
        public void OnEvent(in SocketEvent socketEvent)
        {
            if (socketEvent.Note is { } text)
            {
                seen.Enqueue(text);
            }
        }
    }

    static async Task<string> UntilAsync(FtpPeer client, string command, Func<string, bool> isThere)
    {
        while (true)
        {
            var reply = await client.SayAsync(command);
            if (isThere(reply))
            {
                return reply;
            }
        }
    }
}
