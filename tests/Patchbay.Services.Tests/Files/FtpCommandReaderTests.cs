using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Patchbay.Services.Files;

namespace Patchbay.Services.Tests.Files;

public class FtpCommandReaderTests
{
    static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2_000).WithQuietOnSuccess(true);

    [Theory]
    [InlineData("USER ann\r\n", "USER", "ann")]
    [InlineData("user ann\n", "USER", "ann")]
    [InlineData("CWD  two spaces \r\n", "CWD", " two spaces ")]
    [InlineData("NOOP\r\n", "NOOP", "")]
    [InlineData("\r\n", "", "")]
    [InlineData("MKD Grüße\r\n", "MKD", "Grüße")]
    public void A_line_is_a_verb_and_what_follows_the_first_space(string line, string verb, string argument) =>
        Assert.Equal([new FtpCommand(verb, argument)], Read(Encoding.UTF8.GetBytes(line)));

    [Fact]
    public void Telnet_commands_are_taken_out_wherever_they_stand()
    {
        // IAC IP, then a Synch whose data mark has its IAC, or has lost it to the urgent pointer; IAC WILL ECHO; a subnegotiation; a doubled IAC is a byte of the line.
        Assert.Equal([new FtpCommand("ABOR", "")], Read([255, 244, 255, 242, .. "ABOR\r\n"u8]));
        Assert.Equal([new FtpCommand("ABOR", "")], Read([255, 244, 242, .. "ABOR\r\n"u8]));
        Assert.Equal([new FtpCommand("NOOP", "")], Read([.. "NO"u8, 255, 251, 1, .. "OP\r\n"u8]));
        Assert.Equal([new FtpCommand("NOOP", "")], Read([.. "NO"u8, 255, 250, 24, 1, 255, 255, 2, 255, 240, .. "OP\r\n"u8]));
        Assert.Equal(FtpLineFault.NotText, Assert.Single(Read([.. "CWD "u8, 255, 255, .. "\r\n"u8])).Fault);
    }

    [Fact]
    public void A_line_too_long_is_one_fault_and_the_next_line_is_read()
    {
        var longest = new FtpCommand("CWD", new string('x', FtpCommandReader.MaxLine - 4));
        Assert.Equal([longest, new FtpCommand("NOOP", "")], Read(Encoding.ASCII.GetBytes($"CWD {longest.Argument}\r\nNOOP\r\n")));
        Assert.Equal([new FtpCommand("", "", FtpLineFault.TooLong), new FtpCommand("NOOP", "")], Read(Encoding.ASCII.GetBytes($"CWD {longest.Argument}x\r\nNOOP\r\n")));
        Assert.Equal([new FtpCommand("", "", FtpLineFault.TooLong), new FtpCommand("NOOP", "")], Read(Encoding.ASCII.GetBytes(new string('y', 1_000_000) + "\nNOOP\n")));
    }

    [Theory]
    [InlineData(new byte[] { (byte)'C', (byte)'W', (byte)'D', (byte)' ', 0xc3, (byte)'\n' })]
    [InlineData(new byte[] { (byte)'C', (byte)'W', (byte)'D', (byte)' ', 0, (byte)'\n' })]
    [InlineData(new byte[] { (byte)'C', (byte)'W', (byte)'D', (byte)' ', (byte)'\r', (byte)'a', (byte)'\n' })]
    public void What_is_no_text_is_a_fault(byte[] line) => Assert.Equal(FtpLineFault.NotText, Assert.Single(Read(line)).Fault);

    [Fact]
    public void It_makes_no_difference_how_the_bytes_are_divided() =>
        Prop.ForAll(Gen.Elements<byte>(255, 244, 242, 250, 240, 251, (byte)'\r', (byte)'\n', (byte)'a', (byte)' ', 0xc3, 0xbc, 0).ArrayOf().ToArbitrary(), Gen.Choose(1, 7).ToArbitrary(), (bytes, size) =>
        {
            var whole = Read(bytes);
            var reader = new FtpCommandReader();
            var pieces = bytes.Chunk(size).SelectMany(piece => Read(piece, reader)).ToList();
            return whole.SequenceEqual(pieces);
        }).Check(Many);

    static List<FtpCommand> Read(byte[] bytes, FtpCommandReader? reader = null)
    {
        reader ??= new FtpCommandReader();
        var commands = new List<FtpCommand>();
        for (var left = bytes.AsSpan(); !left.IsEmpty;)
        {
            left = left[reader.Read(left, out var command)..];
            if (command is { } one)
            {
                commands.Add(one);
            }
        }

        return commands;
    }
}
