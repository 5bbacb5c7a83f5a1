using FsCheck;
using FsCheck.Fluent;

namespace Patchbay.Probing.Tests.Services;

public class RecognizerTests
{
    public static TheoryData<string, bool, int> Samples()
    {
        var data = new TheoryData<string, bool, int>();
        foreach (var (index, sample) in ServiceSamples.Tcp.Index())
        {
            data.Add(sample.Protocol, false, index);
        }

        foreach (var (index, sample) in ServiceSamples.Udp.Index())
        {
            data.Add(sample.Protocol, true, index);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void An_answer_is_read_as_what_it_is(string protocol, bool isUdp, int index)
    {
        var sample = (isUdp ? ServiceSamples.Udp : ServiceSamples.Tcp).ElementAt(index);
        var found = Protocol(protocol, isUdp).Recognize(sample.Answer);
        Assert.NotNull(found);
        Assert.Equal((sample.Name, sample.Evidence, sample.Product, sample.Version), (found.Name, found.Evidence, found.Product, found.Version));
    }

    /// <summary>What is one protocol's proof is nobody else's: the order of the list decides nothing.</summary>
    [Theory]
    [MemberData(nameof(Samples))]
    public void No_other_protocol_takes_an_answer_for_its_own(string protocol, bool isUdp, int index)
    {
        var sample = (isUdp ? ServiceSamples.Udp : ServiceSamples.Tcp).ElementAt(index);
        var others = (isUdp ? ServiceProtocols.Udp : ServiceProtocols.Tcp).Where(other => other.Name != protocol && other.Recognize(sample.Answer) is { } found && found.Evidence >= sample.Evidence);
        Assert.Equal([], others.Select(static other => other.Name));
    }

    [Fact]
    public void An_unclear_greeting_may_be_of_two_protocols_and_is_proof_of_none()
    {
        var greeting = "220 ready\r\n"u8;
        Assert.Equal(ServiceEvidence.Banner, FtpAnswer.Recognize(greeting)!.Evidence);
        Assert.Equal(ServiceEvidence.Banner, SmtpAnswer.Recognize(greeting)!.Evidence);
        Assert.Equal(ServiceEvidence.Handshake, SmtpAnswer.Recognize("220 ready\r\n500 what\r\n250-host\r\n250 SIZE\r\n"u8)!.Evidence);
        Assert.Equal(ServiceEvidence.Banner, FtpAnswer.Recognize("220 ready\r\n502 5.5.2 Error: command not recognized\r\n"u8)!.Evidence);
    }

    [Fact]
    public void The_facts_of_a_page_are_its_title_its_server_and_where_it_sends_us()
    {
        var page = HttpAnswer.Recognize("HTTP/1.1 200 OK\r\nServer: Apache/2.4.65 (Debian)\r\nX-Powered-By: PHP/8.2\r\n\r\n<HTML><TITLE lang=en>\n Tom &amp; J\u00e9r\u00f4me\n</TITLE>"u8)!;
        Assert.Equal("Tom & Jérôme", page.Facts["title"]);
        Assert.Equal("Apache/2.4.65 (Debian)", page.Facts["server"]);
        Assert.Equal("PHP/8.2", page.Facts["powered-by"]);
        Assert.Equal("title: Tom & Jérôme", page.Info);

        var redirect = HttpAnswer.Recognize("HTTP/1.1 302 Found\r\nLocation: /login\r\n\r\n"u8)!;
        Assert.Equal("/login", redirect.Facts["location"]);
        Assert.Equal("302 to /login", redirect.Info);
    }

    [Fact]
    public void Nothing_a_server_says_moves_the_cursor_or_turns_the_text()
    {
        var page = HttpAnswer.Recognize("HTTP/1.1 200 OK\r\nServer: evil\e[2J\u202e\r\n\r\n<title>a\e]0;owned\a&#27;[1m\u202eb\u2028</title>"u8)!;
        Assert.Equal("a\\x1b]0;owned\\x07\\x1b[1m\\u{202e}b", page.Facts["title"]);
        Assert.Equal("evil\\x1b[2J\\u{202e}", page.Facts["server"]);
        Assert.Equal("\\xff\\x00\\n", PrintableText.Of([0xff, 0, 10]));
    }

    [Fact]
    public void A_long_title_is_cut_and_said_to_be_cut()
    {
        var page = HttpAnswer.Recognize(ServiceSamples.Bytes("HTTP/1.1 200 OK\r\n\r\n<title>" + new string('x', 100_000)))!;
        Assert.Equal(400, page.Facts["title"].Length);
        Assert.EndsWith("…", page.Facts["title"]);
        Assert.True(page.Info!.Length <= 200);
    }

    [Fact]
    public void A_page_is_whole_when_its_title_or_its_end_is_there()
    {
        Assert.False(HttpAnswer.IsWhole("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<html>"u8));
        Assert.True(HttpAnswer.IsWhole("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<title>x</TITLE>"u8));
        Assert.True(HttpAnswer.IsWhole("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"u8));
    }

    [Fact]
    public void Any_bytes_are_read_without_an_error_and_shown_without_control_characters() =>
        Prop.ForAll<byte[]>(static bytes => IsHarmless(bytes ?? [])).QuickCheckThrowOnFailure();

    [Fact]
    public void Printable_text_is_never_longer_than_asked_and_has_no_control_characters() =>
        Prop.ForAll<byte[], PositiveInt>(static (bytes, most) => PrintableText.Of(bytes ?? [], most.Get) is var text && text.Length <= most.Get && !text.Any(char.IsControl)).QuickCheckThrowOnFailure();

    [Fact]
    public void Answers_that_are_cut_swapped_and_damaged_break_no_recognizer()
    {
        var rounds = Environment.GetEnvironmentVariable("PATCHBAY_SLOW") is null ? 20_000 : 1_000_000;
        var seed = Environment.TickCount;
        var random = new Random(seed);
        byte[][] samples = [.. ServiceSamples.Tcp.Concat(ServiceSamples.Udp).Select(static sample => sample.Answer)];
        for (var round = 0; round < rounds; round++)
        {
            var bytes = Damaged(random, samples);
            try
            {
                Assert.True(IsHarmless(bytes));
            }
            catch (Exception error)
            {
                Assert.Fail($"seed {seed}, round {round}: {Convert.ToHexString(bytes)}: {error}");
            }
        }
    }

    static byte[] Damaged(Random random, byte[][] samples)
    {
        byte[] bytes = [.. samples[random.Next(samples.Length)]];
        for (var times = random.Next(4); times >= 0; times--)
        {
            var at = random.Next(bytes.Length + 1);
            switch (random.Next(5))
            {
                case 0:
                    bytes = bytes[..at];
                    break;
                case 1 when bytes.Length > 0:
                    bytes[at % bytes.Length] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes = [.. bytes[..at], .. samples[random.Next(samples.Length)]];
                    break;
                case 3:
                    bytes = [.. bytes[..at], 0xff, 0xff, 0xff, 0xff, .. bytes[at..]];
                    break;
                default:
                    bytes = [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(8))..]];
                    break;
            }
        }

        return bytes;
    }

    static bool IsHarmless(byte[] bytes)
    {
        foreach (var protocol in ServiceProtocols.Tcp.Concat(ServiceProtocols.Udp))
        {
            _ = protocol.HasEnough(bytes);
            if (protocol.Recognize(bytes) is { } found)
            {
                var texts = found.Facts.Values.Concat([found.Product ?? "", found.Version ?? "", found.Info ?? ""]);
                if (texts.Any(static text => text.Length > 400 || text.Any(char.IsControl)))
                {
                    return false;
                }
            }
        }

        return true;
    }

    internal static ServiceProtocol Protocol(string name, bool isUdp) => (isUdp ? ServiceProtocols.Udp : ServiceProtocols.Tcp).First(protocol => protocol.Name == name);
}
