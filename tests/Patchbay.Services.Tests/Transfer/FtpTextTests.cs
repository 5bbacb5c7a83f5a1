using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Patchbay.Services.Transfer;

namespace Patchbay.Services.Tests.Transfer;

/// <summary>The small texts of FTP: commands, passive replies, times, folders, features.</summary>
public class FtpTextTests
{
    [Fact]
    public void A_command_is_one_line()
    {
        Assert.Equal("QUIT\r\n"u8.ToArray(), FtpCommand.Format("QUIT"));
        Assert.Equal("RETR a ö.txt\r\n"u8.ToArray(), FtpCommand.Format("RETR", "a ö.txt"));
    }

    [Theory]
    [InlineData("a\r\nDELE b")]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\0b")]
    public void A_path_that_would_be_two_commands_is_refused(string path) =>
        Assert.Equal(TransferFailure.BadUrl, Assert.Throws<TransferException>(() => FtpCommand.Format("RETR", path)).Failure);

    [Fact]
    public void A_command_has_exactly_one_line_end_whatever_its_argument() =>
        Prop.ForAll(Texts.ToArbitrary(), static text =>
        {
            try
            {
                var command = FtpCommand.Format("RETR", text);
                return command.Length <= FtpCommand.MaxLength && command.AsSpan().IndexOf((byte)'\n') == command.Length - 1 && command.AsSpan().IndexOf((byte)'\r') == command.Length - 2;
            }
            catch (TransferException)
            {
                return text.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0 || Encoding.UTF8.GetByteCount(text) > FtpCommand.MaxLength - 10;
            }
        })
        .Check(Fuzz.Many);

    [Theory]
    [InlineData("Entering Passive Mode (127,0,0,1,4,5).", "127.0.0.1", 1029)]
    [InlineData("Entering Passive Mode 10,1,2,3,255,255", "10.1.2.3", 65535)]
    [InlineData("=127,0,0,1,0,21", "127.0.0.1", 21)]
    [InlineData("7 of 9: (1,2,3,4,5,6)", "1.2.3.4", 1286)]
    public void The_port_of_PASV_is_found_wherever_the_server_puts_it(string text, string address, int port)
    {
        Assert.True(FtpPassive.TryParse(text, out var read, out var readPort));
        Assert.Equal((IPAddress.Parse(address), port), (read, readPort));
    }

    [Theory]
    [InlineData("Entering Passive Mode")]
    [InlineData("(127,0,0,1,4)")]
    [InlineData("(127,0,0,1,256,5)")]
    [InlineData("(127,0,0,1,0,0)")]
    [InlineData("(1270,0,0,1,4,5)")]
    public void What_is_no_answer_to_PASV_is_none(string text) => Assert.False(FtpPassive.TryParse(text, out _, out _));

    [Theory]
    [InlineData("Entering Extended Passive Mode (|||6446|)", 6446)]
    [InlineData("(!!!65535!)", 65535)]
    public void The_port_of_EPSV_stands_between_three_and_one(string text, int port)
    {
        Assert.True(FtpPassive.TryParseExtended(text, out var read));
        Assert.Equal(port, read);
    }

    [Theory]
    [InlineData("(|||0|)")]
    [InlineData("(|||65536|)")]
    [InlineData("(|||-1|)")]
    [InlineData("(|1|127.0.0.1|6446|)")]
    [InlineData("(||6446|)")]
    [InlineData("(111644611)")]
    [InlineData(")|||6446|(")]
    public void What_is_no_answer_to_EPSV_is_none(string text) => Assert.False(FtpPassive.TryParseExtended(text, out _));

    [Fact]
    public void Passive_answers_never_throw_and_never_give_port_zero() =>
        Fuzz.Run([.. new[] { "Entering Passive Mode (127,0,0,1,4,5).", "Entering Extended Passive Mode (|||6446|)" }.Select(Encoding.ASCII.GetBytes)], static input =>
        {
            var text = Encoding.Latin1.GetString(input);
            Assert.True(!FtpPassive.TryParse(text, out _, out var port) || port is > 0 and <= 65535);
            Assert.True(!FtpPassive.TryParseExtended(text, out port) || port is > 0 and <= 65535);
            FtpDirectoryReply.Parse(text);
            Assert.True(!FtpTime.TryParse(text, out var time) || time.Offset == TimeSpan.Zero);
        });

    [Theory]
    [InlineData("20261121060830", "2026-11-21T06:08:30Z")]
    [InlineData("20261121060830.5", "2026-11-21T06:08:30.5Z")]
    [InlineData("19700101000000.1234567", "1970-01-01T00:00:00.1234567Z")]
    public void A_time_has_fourteen_digits_and_perhaps_a_fraction(string text, string expected)
    {
        Assert.True(FtpTime.TryParse(text, out var time));
        Assert.Equal(DateTimeOffset.Parse(expected), time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026112106083")]
    [InlineData("20261321060830")]
    [InlineData("20261121060830.")]
    [InlineData("20261121060830.x")]
    [InlineData("191001121060830")]
    public void What_is_no_time_is_none(string text) => Assert.False(FtpTime.TryParse(text, out _));

    [Fact]
    public void A_time_that_was_written_is_read_back() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), static seconds =>
        {
            var time = DateTimeOffset.UnixEpoch.AddSeconds(seconds);
            return FtpTime.TryParse(FtpTime.Format(time.ToOffset(TimeSpan.FromHours(2))), out var read) && read == time;
        })
        .Check(Fuzz.Many);

    [Theory]
    [InlineData("\"/home/ann\" is the current directory", "/home/ann")]
    [InlineData("\"/a \"\"b\"\" c\"", "/a \"b\" c")]
    [InlineData("no quotes", null)]
    [InlineData("\"open", null)]
    [InlineData("\"\"", null)]
    public void The_folder_of_PWD_stands_in_quotes(string text, string? folder) => Assert.Equal(folder, FtpDirectoryReply.Parse(text));

    [Fact]
    public void Features_are_the_words_between_the_first_and_the_last_line()
    {
        var features = new FtpFeatures(new FtpReply(211, ["Extensions supported:", " MDTM", " MLST size*;type*;", " UTF8", "End."]));
        Assert.True(features.Has("mdtm") && features.Has("MLST") && features.Has("UTF8"));
        Assert.False(features.Has("Extensions") || features.Has("End.") || features.Has("MFMT"));
        Assert.False(new FtpFeatures(new FtpReply(500, ["What?", " MDTM", "End."])).Has("MDTM"));
    }

    [Theory]
    [InlineData(550, "Failed to open file.", TransferFailure.NoSuchFile)]
    [InlineData(550, "Permission denied.", TransferFailure.Denied)]
    [InlineData(530, "Please login.", TransferFailure.LoginDenied)]
    [InlineData(552, "Quota exceeded", TransferFailure.DiskFull)]
    [InlineData(425, "Can't open data connection.", TransferFailure.NoDataConnection)]
    [InlineData(500, "What?", TransferFailure.NoSuchFile)]
    public void A_refusal_has_the_class_that_its_code_says(int code, string text, object expected)
    {
        var error = FtpFailures.Refused("host:21", "to send 'x'", new FtpReply(code, [text]), TransferFailure.NoSuchFile);
        Assert.Equal(expected, error.Failure);
        Assert.Equal($"host:21 refused to send 'x': {code} {text}", error.Message);
    }

    static readonly Gen<string> Texts =
        from pieces in Gen.Elements("a", " ", "ö", "\r", "\n", "\0", "..", "/", new string('x', 1000), "\u00ff").ListOf()
        select string.Concat(pieces);
}
