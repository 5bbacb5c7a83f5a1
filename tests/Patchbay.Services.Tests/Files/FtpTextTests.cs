using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Patchbay.Services.Files;

namespace Patchbay.Services.Tests.Files;

/// <summary>The texts of the protocol: addresses, times, listings, replies.</summary>
public class FtpTextTests
{
    static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2_000).WithQuietOnSuccess(true);
    static readonly DateTimeOffset Now = new(2026, 11, 21, 6, 8, 35, TimeSpan.Zero);

    [Fact]
    public void PORT_and_PASV_are_each_others_inverse() =>
        Prop.ForAll(Gen.Choose(0, 255).ArrayOf(4).ToArbitrary(), Gen.Choose(0, 65535).ToArbitrary(), (host, port) =>
        {
            var address = new IPAddress([.. host.Select(part => (byte)part)]);
            var text = DataAddress.FormatPassive(address, port);
            var inside = text[(text.IndexOf('(') + 1)..text.IndexOf(')')];
            return new IPEndPoint(address, port).Equals(DataAddress.ParsePort(inside));
        }).Check(Many);

    [Theory]
    [InlineData("1,2,3,4,5")]
    [InlineData("1,2,3,4,5,256")]
    [InlineData("1,2,3,4,5,6,7")]
    [InlineData("1,2,3,4,+5,6")]
    [InlineData(" 1,2,3,4,5,6")]
    [InlineData("a,2,3,4,5,6")]
    [InlineData("")]
    public void What_is_no_PORT_is_none(string text) => Assert.Null(DataAddress.ParsePort(text));

    [Theory]
    [InlineData("|1|132.235.1.2|6275|", "132.235.1.2", 6275)]
    [InlineData("|2|1080::8:800:200C:417A|5282|", "1080::8:800:200c:417a", 5282)]
    [InlineData("!1!127.0.0.1!80!", "127.0.0.1", 80)]
    public void EPRT_is_read_as_the_RFC_writes_it(string text, string address, int port) =>
        Assert.Equal(new IPEndPoint(IPAddress.Parse(address), port), DataAddress.ParseExtendedPort(text, out _));

    [Theory]
    [InlineData("|1|::1|80|")]
    [InlineData("|2|127.0.0.1|80|")]
    [InlineData("|1|127.1|80|")]
    [InlineData("|1|0x7f000001|80|")]
    [InlineData("|1|127.0.0.1|80")]
    [InlineData("|1|127.0.0.1|65536|")]
    [InlineData("|2|fe80::1%eth0|80|")]
    [InlineData("11127.0.0.11801")]
    [InlineData("")]
    public void What_is_no_EPRT_is_none(string text) => Assert.Null(DataAddress.ParseExtendedPort(text, out _));

    [Fact]
    public void A_network_protocol_that_is_not_known_is_told_from_nonsense()
    {
        Assert.Null(DataAddress.ParseExtendedPort("|3|127.0.0.1|80|", out var isUnknown));
        Assert.True(isUnknown);
        Assert.Null(DataAddress.ParseExtendedPort("|x|127.0.0.1|80|", out isUnknown));
        Assert.False(isUnknown);
    }

    [Theory]
    [InlineData("20261121060835", true)]
    [InlineData("20261121060835.123", true)]
    [InlineData("20261121060835.", false)]
    [InlineData("20261321060835", false)]
    [InlineData("2026112106083", false)]
    [InlineData("20261121060835 x", false)]
    public void Times_are_read_as_RFC_3659_writes_them(string text, bool isTime) => Assert.Equal(isTime ? Now : null, FtpTime.Parse(text));

    [Fact]
    public void A_time_reads_back() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seconds =>
        {
            var time = DateTimeOffset.FromUnixTimeSeconds(seconds);
            return FtpTime.Parse(FtpTime.Format(time)) == time;
        }).Check(Many);

    [Fact]
    public void LIST_shows_the_time_of_day_for_half_a_year_and_then_the_year()
    {
        var file = new FileEntry("notes.txt", false, 1234, Now.AddMinutes(-8), 0x1a4, true);
        Assert.Equal("-rw-r--r--    1 ftp      ftp              1234 Nov 21 06:00 notes.txt", ListFormat.Line(file, Now));
        Assert.Equal("-rw-r--r--    1 ftp      ftp              1234 Nov  1  2025 notes.txt", ListFormat.Line(file with { Modified = new(2025, 11, 1, 0, 0, 0, TimeSpan.Zero) }, Now));
        Assert.EndsWith("Nov 25  2026 notes.txt", ListFormat.Line(file with { Modified = Now.AddDays(4) }, Now));
        Assert.Equal("drwx------    2 ftp      ftp                 0 Nov 21 06:08 d", ListFormat.Line(new FileEntry("d", true, 0, Now, 0x1c0, true), Now));
    }

    [Fact]
    public void No_name_breaks_a_line_of_a_listing() =>
        Prop.ForAll(Gen.Elements('a', '\n', '\r', '\0', '\t', ' ', '"', 'ü').ArrayOf().ToArbitrary(), characters =>
        {
            var entry = new FileEntry(new string(characters), false, 1, Now, 0x1a4, true);
            return !(ListFormat.Line(entry, Now) + MlstFacts.All.Line(entry, entry.Name)).Any(char.IsControl);
        }).Check(Many);

    [Fact]
    public void Facts_say_what_the_user_may_do()
    {
        var file = new FileEntry("a b", false, 5, Now, 0x1a4, true);
        Assert.Equal("type=file;size=5;modify=20261121060835;perm=adfrw;UNIX.mode=0644; a b", MlstFacts.All.Line(file, file.Name));
        Assert.Equal("type=dir;modify=20261121060835;perm=el;UNIX.mode=0755; d", MlstFacts.All.Line(new FileEntry("d", true, 0, Now, 0x1ed, false), "d"));
        var chosen = MlstFacts.Choose("Size;TYPE;unknown;");
        Assert.Equal("type=file;size=5; a b", chosen.Line(file, file.Name));
        Assert.Equal("MLST OPTS type;size;", chosen.Chosen());
        Assert.Equal("MLST type*;size*;modify;perm;UNIX.mode;", chosen.Feature());
        Assert.Equal(" a b", MlstFacts.Choose("").Line(file, file.Name));
    }

    [Fact]
    public void A_reply_stays_one_reply_whatever_its_text()
    {
        Assert.Equal("257 \"/a\"\"b\" created\r\n", FtpReply.Line(257, $"{FtpReply.Quote("/a\"b")} created"));
        Assert.Equal("250 x??221 Goodbye\r\n", FtpReply.Line(250, "x\r\n221 Goodbye"));
        Assert.Equal("211-F\r\n 211 A\r\n211 End\r\n", FtpReply.Lines(211, "F", ["211 A"], "End"));
    }

    [Theory]
    [InlineData("*.txt", "a.txt", true)]
    [InlineData("*.txt", "a.txt2", false)]
    [InlineData("*", ".hidden", false)]
    [InlineData(".*", ".hidden", true)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[!a-c]x", "bx", false)]
    [InlineData("[]]", "]", true)]
    [InlineData("[", "[", true)]
    [InlineData("[a", "[a", true)]
    [InlineData("a**b*c", "axxbyyc", true)]
    [InlineData("", "", true)]
    public void Patterns_match_as_the_shell_does(string pattern, string name, bool matches) => Assert.Equal(matches, FileGlob.Matches(pattern, name));

    [Fact]
    public void A_pattern_of_many_stars_takes_no_long_time() =>
        Assert.False(FileGlob.Matches(string.Concat(Enumerable.Repeat("*a", 2000)) + "b", new string('a', 4000)));

    [Fact]
    public void Patterns_agree_with_a_plain_definition() =>
        // Short ones: the plain definition takes exponential time.
        Prop.ForAll(Short('a', 'b', '*', '?').ToArbitrary(), Short('a', 'b').ToArbitrary(), (pattern, name) =>
            FileGlob.Matches(pattern, name) == Plainly(pattern, name)).Check(Many);

    [Fact]
    public void ASCII_ends_lines_with_CR_LF_on_the_way_and_LF_on_disk_however_blocks_are_cut() =>
        Prop.ForAll(Gen.Elements((byte)'a', (byte)'\r', (byte)'\n').ArrayOf().ToArbitrary(), Gen.Choose(1, 5).ToArbitrary(), (disk, size) =>
        {
            var way = Convert(disk, size, encode: true);
            var text = Encoding.ASCII.GetString(disk);
            var expected = text.Replace("\r\n", "\n").Replace("\n", "\r\n");
            var back = Encoding.ASCII.GetString(Convert(way, size, encode: false));
            return Encoding.ASCII.GetString(way) == expected && back == text.Replace("\r\n", "\n");
        }).Check(Many);

    static Gen<char[]> Short(params char[] characters) => Gen.Choose(0, 8).SelectMany(length => Gen.Elements(characters).ArrayOf(length));

    static byte[] Convert(byte[] bytes, int size, bool encode)
    {
        var lines = new AsciiLines();
        var result = new List<byte>();
        foreach (var block in bytes.Chunk(size))
        {
            var target = new byte[encode ? block.Length * 2 : block.Length + 1];
            result.AddRange(target.AsSpan(0, encode ? lines.Encode(block, target) : lines.Decode(block, target)));
        }

        if (!encode && lines.HasCr)
        {
            result.Add((byte)'\r');
        }

        return [.. result];
    }

    static bool Plainly(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        if (pattern.IsEmpty)
        {
            return name.IsEmpty;
        }

        return pattern[0] == '*' ? Plainly(pattern[1..], name) || (!name.IsEmpty && Plainly(pattern, name[1..]))
            : !name.IsEmpty && (pattern[0] == '?' || pattern[0] == name[0]) && Plainly(pattern[1..], name[1..]);
    }
}
