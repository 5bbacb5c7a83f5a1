using System.Buffers;
using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Patchbay.Services.Chat;

namespace Patchbay.Services.Tests.Chat;

public class ServingTests
{
    [Fact]
    public void Lines_are_the_same_however_they_come_in()
    {
        var text = Encoding.UTF8.GetBytes("NICK ann\r\nUSER a\n\r\n" + new string('x', 5000) + "\r\nJOIN #a\r\n" + new string('y', 20_000) + "\nQUIT\r\nrest");
        string[] expected = ["NICK ann", "USER a", "", "(too long)", "JOIN #a", "(too long)", "QUIT"];
        Prop.ForAll(Gen.Choose(1, 6000).NonEmptyListOf().ToArbitrary(), sizes =>
        {
            var (reader, lines, pending, most, turn) = (new LineReader(), new List<string>(), new List<byte>(), 0, 0);
            for (var start = 0; start < text.Length;)
            {
                var size = Math.Min(sizes[turn++ % sizes.Count], text.Length - start);
                pending.AddRange(text.AsSpan(start, size));
                start += size;
                var buffer = new ReadOnlySequence<byte>(pending.ToArray());
                while (reader.TryRead(ref buffer, out var line, out var isTooLong))
                {
                    lines.Add(isTooLong ? "(too long)" : Encoding.UTF8.GetString(line.ToArray()));
                }

                pending = [.. buffer.ToArray()];
                most = Math.Max(most, pending.Count);
            }

            Assert.Equal(expected, lines);
            Assert.InRange(most, 0, IrcLimits.ClientTags + IrcLimits.Body);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_burst_is_served_at_once_and_then_lines_wait_their_turn()
    {
        var gauge = new FloodGauge(burst: 3, rate: 2);
        var now = TestServer.Start;
        Assert.Equal([0, 0, 0, 500, 1000], Enumerable.Range(0, 5).Select(_ => gauge.Take(now).TotalMilliseconds));
        now += TimeSpan.FromSeconds(1);
        Assert.Equal(500, gauge.Take(now).TotalMilliseconds);
        now += TimeSpan.FromMinutes(1);
        Assert.Equal([0, 0, 0, 500], Enumerable.Range(0, 4).Select(_ => gauge.Take(now).TotalMilliseconds));
        var off = new FloodGauge(burst: 1, rate: null);
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.Equal(TimeSpan.Zero, off.Take(now)));
    }

    [Fact]
    public void An_address_has_so_many_clients_and_so_many_tries()
    {
        var quota = new AddressQuota(most: 2, connects: 5);
        var (address, now) = (IPAddress.Parse("192.0.2.1"), TestServer.Start);
        Assert.Null(quota.Enter(address, now));
        Assert.Null(quota.Enter(IPAddress.Parse("::ffff:192.0.2.1"), now));
        Assert.Equal("Too many connections from your address", quota.Enter(address, now));
        Assert.Null(quota.Enter(IPAddress.Parse("192.0.2.2"), now));
        quota.Leave(address);
        Assert.Null(quota.Enter(address, now));
        quota.Leave(address);
        Assert.Null(quota.Enter(address, now));
        quota.Leave(address);
        Assert.Equal("Your address connects too often; try again later", quota.Enter(address, now));
        Assert.Null(quota.Enter(address, now + AddressQuota.Window));

        Assert.Null(quota.Enter(IPAddress.Parse("2001:db8::1"), now));
        Assert.Null(quota.Enter(IPAddress.Parse("2001:db8::2"), now));
        Assert.NotNull(quota.Enter(IPAddress.Parse("2001:db8::3"), now));
        Assert.All(Enumerable.Range(0, 50), _ => Assert.Null(quota.Enter(IPAddress.Loopback, now)));
    }

    [Fact]
    public async Task Logs_are_private_bounded_and_read_again_also_when_torn()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "chat");
        await using (var logs = new ChatLogs(path, 4096, 10, TimeSpan.FromDays(7), NullLogger.Instance))
        {
            for (var i = 0; i < 200; i++)
            {
                logs.Append("#a/../b", Entry(i));
            }
        }

        var file = Path.Combine(path, "%23a%2F..%2Fb.log");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        // As a crash leaves it.
        await File.AppendAllTextAsync(file, "@time=2026-11-21T06:00:00.000Z;msgid=torn :a!b@c PRIV");
        await using var again = new ChatLogs(path, 4096, 10, TimeSpan.FromDays(7), NullLogger.Instance);
        Assert.Equal("199", again.Load("#a/../b", 1000)[^1].Text);
        again.Append("#a/../b", Entry(200));
        await again.DisposeAsync();
        await using var third = new ChatLogs(path, 4096, 10, TimeSpan.FromDays(7), NullLogger.Instance);
        Assert.Equal(["198", "199", "200"], third.Load("#a/../b", 3).Select(static entry => entry.Text));
        Assert.Empty(third.Load("#none", 10));
    }

    [Fact]
    public async Task What_was_just_said_is_read_whether_it_is_written_or_waits()
    {
        using var folder = new TemporaryFolder();
        await using var logs = new ChatLogs(folder.Path, 1024 * 1024, 3, TimeSpan.FromDays(7), NullLogger.Instance);
        for (var i = 0; i < 500; i++)
        {
            logs.Append("#a", Entry(i));
            var loaded = logs.Load("#a", 3);
            Assert.Equal(loaded.Select(static entry => entry.Text), Enumerable.Range(0, i + 1).TakeLast(3).Select(static number => $"{number}"));
        }
    }

    [Fact]
    public async Task A_full_log_becomes_the_older_one_and_quiet_channels_make_room()
    {
        using var folder = new TemporaryFolder();
        for (var i = 0; i < 40; i++)
        {
            await using var logs = new ChatLogs(folder.Path, 4096, 3, TimeSpan.FromDays(7), NullLogger.Instance);
            logs.Append("#a", Entry(i));
            logs.Append($"#quiet{i / 10}", Entry(i));
        }

        Assert.True(File.Exists(Path.Combine(folder.Path, "%23a.log.1")));
        Assert.InRange(Directory.GetFiles(folder.Path, "%23a.log*").Sum(static file => new FileInfo(file).Length), 1, 4096 + 200);
        Assert.Equal(["%23a.log", "%23quiet2.log", "%23quiet3.log"], Directory.GetFiles(folder.Path, "*.log").Select(Path.GetFileName).Order());
        await using var last = new ChatLogs(folder.Path, 4096, 3, TimeSpan.FromDays(7), NullLogger.Instance);
        File.SetLastWriteTimeUtc(Path.Combine(folder.Path, "%23quiet2.log"), DateTime.UtcNow.AddDays(-8));
        await using (var later = new ChatLogs(folder.Path, 4096, 3, TimeSpan.FromDays(7), NullLogger.Instance))
        {
            later.Append("#a", Entry(40));
        }

        Assert.False(File.Exists(Path.Combine(folder.Path, "%23quiet2.log")));
        Assert.Equal(["38", "39", "40"], last.Load("#a", 3).Select(static entry => entry.Text));
    }

    static HistoryEntry Entry(int number) => new(TestServer.Start.AddSeconds(number), $"id-{number}", "ann!~ann@host", "PRIVMSG", $"{number}");
}
