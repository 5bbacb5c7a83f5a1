using System.Net;
using System.Net.Sockets;
using System.Text;
using Patchbay.Services.Accounts;

namespace Patchbay.Services.Tests.Files;

/// <summary>What clients try that mean no good.</summary>
[Long]
public class FilesAbuseTests
{
    [Fact]
    public async Task A_passive_connection_from_another_address_is_closed_and_the_clients_own_is_served()
    {
        await using var files = await RunningFiles.StartAsync();
        using var client = await files.ConnectAsync("ann");
        await client.StoreAsync("STOR /private/x", "mine"u8.ToArray());
        var port = FtpPeer.PortOf(await client.SayAsync("EPSV"));
        await Assert.ThrowsAnyAsync<SocketException>(async () =>
        {
            // The reset may come before connect(2) has returned.
            using var thief = PeerSocket.Own(await client.DataAsync(port, IPAddress.Parse("127.0.0.2")));
            await thief.ReceiveExactlyAsync(1);
        });
        using var own = PeerSocket.Own(await client.DataAsync(port));
        Assert.StartsWith("150 ", await client.SayAsync("RETR /private/x"));
        Assert.Equal("mine", await own.ReceiveTextToEndAsync());
        Assert.StartsWith("226 ", await client.ReplyAsync());
        Assert.Equal(1, files.Figure("strangers refused"));
    }

    [Fact]
    public async Task Active_mode_reaches_the_client_and_nobody_else()
    {
        await using var files = await RunningFiles.StartAsync();
        using var client = await files.ConnectAsync("ann");
        using var victim = new TcpListener(IPAddress.Parse("127.0.0.2"), 0);
        victim.Start();
        var port = ((IPEndPoint)victim.LocalEndpoint).Port;
        Assert.StartsWith("500 ", await client.SayAsync($"PORT 127,0,0,2,{port >> 8},{port & 255}"));
        Assert.StartsWith("500 ", await client.SayAsync($"EPRT |1|127.0.0.2|{port}|"));
        Assert.StartsWith("500 ", await client.SayAsync("PORT 127,0,0,1,0,80"));
        Assert.StartsWith("425 ", await client.SayAsync("LIST"));
        Assert.False(victim.Pending());

        using var own = new TcpListener(IPAddress.Loopback, 0);
        own.Start();
        port = ((IPEndPoint)own.LocalEndpoint).Port;
        Assert.StartsWith("200 ", await client.SayAsync($"EPRT |1|127.0.0.1|{port}|"));
        await client.SendAsync("NLST\r\n");
        using var data = PeerSocket.Own(await own.AcceptSocketAsync().WaitAsync(ChildProcess.Limit));
        Assert.Equal("people\r\nprivate\r\npublic\r\n", await data.ReceiveTextToEndAsync());
    }

    [Fact]
    public async Task Commands_sent_before_TLS_are_forgotten_under_it()
    {
        await using var files = await RunningFiles.StartAsync();
        using var client = await files.ConnectAsync();
        await client.SendAsync("AUTH TLS\r\nUSER anonymous\r\nPASS x\r\nMKD /evil\r\nNOO");
        Assert.StartsWith("234 ", await client.ReplyAsync());
        await client.StartTlsAsync();
        Assert.StartsWith("530 ", await client.SayAsync("PWD"));
        Assert.StartsWith("331 ", await client.SayAsync("USER ann"));
        Assert.StartsWith("230 ", await client.SayAsync("PASS secret"));
    }

    [Fact]
    public async Task No_path_leaves_the_users_files()
    {
        await using var files = await RunningFiles.StartAsync();
        using var client = await files.ConnectAsync("ann");
        await client.StoreAsync("STOR /public/seen", "seen"u8.ToArray());
        File.CreateSymbolicLink(Path.Combine(files.Private, "out"), "/etc");
        File.CreateSymbolicLink(Path.Combine(files.Private, "up"), "../../..");
        File.CreateSymbolicLink(Path.Combine(files.Private, "in"), "folder");
        Directory.CreateDirectory(Path.Combine(files.Private, "folder"));
        foreach (var path in new[] { "/private/out/passwd", "/private/up/users.json", "/../../../../etc/passwd", "/private/../../../users.json", "/people/../private/up/users.json", "/people/.../x", "/people/bob/../../bob/private" })
        {
            Assert.StartsWith("550 ", await client.SayAsync($"SIZE {path}"));
            Assert.StartsWith("550 ", await client.SayAsync($"MLST {path}"));
            await client.SayAsync("EPSV");
            Assert.StartsWith("550 ", await client.SayAsync($"RETR {path}"));
        }

        foreach (var command in new[] { "CWD /private/out", "STOR /private/out/x", "MKD /private/out/x", "RMD /private", "DELE /etc/passwd", "RNFR /private/out/passwd", "MKD /people/bob/x", "MKD /x", "MFMT 20200101000000 /private/out/hosts" })
        {
            await client.SayAsync("EPSV");
            Assert.StartsWith("550 ", await client.SayAsync(command));
        }

        // The twins: a link that stays inside, and the link itself may go.
        await client.StoreAsync("STOR /private/in/x", "x"u8.ToArray());
        Assert.Equal("x", File.ReadAllText(Path.Combine(files.Private, "folder", "x")));
        Assert.DoesNotContain("out", Encoding.UTF8.GetString(await client.RetrieveAsync("NLST /private")));
        Assert.StartsWith("250 ", await client.SayAsync("DELE /private/out"));
        Assert.True(File.Exists("/etc/passwd"));
    }

    [Fact]
    public async Task Guessing_ends_the_connection_and_then_the_address_is_refused()
    {
        await using var files = await RunningFiles.StartAsync(new LoginLimits { MaxFailures = 3, Lockout = TimeSpan.FromMinutes(1) });
        using var client = await files.ConnectAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.StartsWith("331 ", await client.SayAsync($"USER {(i == 0 ? "nobody" : "ann")}"));
            Assert.Equal(i == 2 ? "421 Too many failed logins." : "530 Login incorrect.", await client.SayAsync("PASS guess"));
        }

        Assert.Equal("", await client.ReplyAsync());
        using var again = await files.ConnectAsync();
        await again.SayAsync("USER ann");
        Assert.StartsWith("421 Too many failed logins; try again in", await again.SayAsync("PASS secret"));
        Assert.Equal(4, files.Figure("logins refused"));
    }

    [Fact]
    public async Task A_user_without_the_right_is_refused_and_one_who_may_read_cannot_write()
    {
        await using var files = await RunningFiles.StartAsync();
        using var eve = await files.ConnectAsync();
        await eve.SayAsync("USER eve");
        Assert.Equal("530 This user may not use files.", await eve.SayAsync("PASS secret"));
        using var bob = await files.ConnectAsync("bob");
        foreach (var command in new[] { "STOR /private/x", "MKD /private/x", "APPE /public/x", "STOU" })
        {
            await bob.SayAsync("EPSV");
            Assert.Equal("550 Permission denied.", await bob.SayAsync(command));
        }
    }

    [Fact]
    public async Task Anonymous_users_read_public_areas_and_nothing_else()
    {
        await using var files = await RunningFiles.StartAsync();
        using var ann = await files.ConnectAsync("ann");
        await ann.StoreAsync("STOR /public/hello", "hello"u8.ToArray());
        await ann.StoreAsync("STOR /private/mine", "mine"u8.ToArray());
        using var guest = await files.ConnectAsync("anonymous");
        Assert.Equal("people\r\n", Encoding.UTF8.GetString(await guest.RetrieveAsync("NLST")));
        Assert.Equal("hello"u8.ToArray(), await guest.RetrieveAsync("RETR /people/ann/hello"));
        foreach (var command in new[] { "RETR /private/mine", "RETR /people/ann/../private/mine", "RETR /people/ann/private/mine", "STOR /people/ann/x", "STOR /x" })
        {
            await guest.SayAsync("EPSV");
            Assert.StartsWith("550 ", await guest.SayAsync(command));
        }

        Assert.StartsWith("550 ", await guest.SayAsync("DELE /people/ann/hello"));

        await using var closed = await RunningFiles.StartAsync(("anonymous", "off"));
        using var refused = await closed.ConnectAsync();
        await refused.SayAsync("USER anonymous");
        Assert.StartsWith("530 ", await refused.SayAsync("PASS secret"));
    }

    [Fact]
    public async Task A_client_that_does_not_read_its_file_loses_the_transfer_and_keeps_the_session()
    {
        await using var files = await RunningFiles.StartAsync(("stall-timeout", "200ms"));
        using var client = await files.ConnectAsync("ann");
        Directory.CreateDirectory(files.Private);
        await using (var big = File.Create(Path.Combine(files.Private, "big")))
        {
            big.SetLength(200_000_000);
        }

        using var data = await client.PassiveAsync();
        Assert.StartsWith("150 ", await client.SayAsync("RETR /private/big"));
        Assert.StartsWith("426 ", await client.ReplyAsync());
        Assert.StartsWith("200 ", await client.SayAsync("NOOP"));
        Assert.InRange(files.Service.Status.BytesSent, 1, 100_000_000);
    }

    [Fact]
    public async Task Silence_ends_a_session_before_and_after_the_login()
    {
        await using var hasty = await RunningFiles.StartAsync(("login-timeout", "200ms"));
        using var mute = await hasty.ConnectAsync();
        Assert.Equal("421 Login timeout.", await mute.ReplyAsync());
        Assert.Equal("", await mute.ReplyAsync());
        await using var files = await RunningFiles.StartAsync(("command-timeout", "500ms"));
        using var idle = await files.ConnectAsync();
        await idle.SayAsync("USER ann");
        Assert.StartsWith("230 ", await idle.SayAsync("PASS secret"));
        Assert.Equal("421 Timeout.", await idle.ReplyAsync());
        Assert.Equal("", await idle.ReplyAsync());
    }

    [Fact]
    public async Task A_session_too_many_is_told_so_and_a_place_that_is_left_is_free()
    {
        await using var files = await RunningFiles.StartAsync(("max-sessions-per-address", "1"));
        using (var first = await files.ConnectAsync())
        {
            using var second = await FtpPeer.ConnectAsync(files.EndPoint);
            Assert.StartsWith("421 There are too many connections", await second.ReplyAsync());
            Assert.StartsWith("221 ", await first.SayAsync("QUIT"));
            Assert.Equal("", await first.ReplyAsync());
        }

        for (var refusals = 0; ; refusals++)
        {
            using var third = await FtpPeer.ConnectAsync(files.EndPoint);
            if ((await third.ReplyAsync()).StartsWith("220 ", StringComparison.Ordinal))
            {
                break;
            }

            Assert.InRange(refusals, 0, 1000);
        }
    }

    [Fact]
    public async Task A_data_connection_that_does_not_come_is_waited_for_a_limited_time()
    {
        await using var files = await RunningFiles.StartAsync(("passive-timeout", "200ms"));
        using var client = await files.ConnectAsync("ann");
        var port = FtpPeer.PortOf(await client.SayAsync("EPSV"));
        Assert.Equal("425 Failed to establish connection.", await client.SayAsync("LIST"));
        await Assert.ThrowsAnyAsync<SocketException>(() => client.DataAsync(port));
    }

    [Fact]
    public async Task Where_all_passive_ports_are_taken_the_client_is_told()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;
        await using var files = await RunningFiles.StartAsync(("passive-ports", $"{port}-{port}"));
        using var client = await files.ConnectAsync("ann");
        Assert.StartsWith("425 ", await client.SayAsync("EPSV"));
    }
}
