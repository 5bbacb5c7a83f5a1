using System.Text;

namespace Patchbay.Services.Files;

/// <summary>
/// Cuts what a client sends into commands: lines end with LF, a CR before it is no part of them, and Telnet's own commands (RFC 854, which RFC 959 section 4
/// builds on) are taken out. Memory is bounded by <see cref="MaxLine"/>. Pure; how the bytes are divided among reads makes no difference. Not thread-safe.
/// </summary>
sealed class FtpCommandReader
{
    /// <summary>The longest line, in bytes without its end: a path of 4,095 (PATH_MAX) and its verb fit nearly.</summary>
    public const int MaxLine = 4096;

    const byte Iac = 255, Will = 251, Dont = 254, Subnegotiation = 250, SubnegotiationEnd = 240, DataMark = 242;

    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    byte[] _line = new byte[128];
    int _length;
    bool _isTooLong;
    Telnet _telnet;

    enum Telnet
    {
        Text,
        Command,
        Option,
        Subnegotiation,
        SubnegotiationCommand,
    }

    /// <summary>Takes bytes up to the end of one line.</summary>
    /// <param name="bytes">What came.</param>
    /// <param name="command">The line, or null when all bytes were taken and it has not ended.</param>
    /// <returns>How many bytes were taken.</returns>
    public int Read(ReadOnlySpan<byte> bytes, out FtpCommand? command)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (TakeTelnet(bytes[i]))
            {
                continue;
            }

            if (bytes[i] == '\n')
            {
                command = Finish();
                return i + 1;
            }

            Add(bytes[i]);
        }

        command = null;
        return bytes.Length;
    }

    /// <summary>Forgets the line begun: what came before TLS must not become part of what comes under it.</summary>
    public void Reset() => (_length, _isTooLong, _telnet) = (0, false, Telnet.Text);

    /// <summary>True when the byte belongs to Telnet and not to the line.</summary>
    bool TakeTelnet(byte value)
    {
        switch (_telnet)
        {
            case Telnet.Text when value == Iac:
                _telnet = Telnet.Command;
                return true;
            case Telnet.Text:
                // The data mark of a Synch stands alone where its IAC went as the urgent byte. No verb begins like that.
                return value == DataMark && _length == 0;
            case Telnet.Command:
                _telnet = value switch { >= Will and <= Dont => Telnet.Option, Subnegotiation => Telnet.Subnegotiation, _ => Telnet.Text };
                if (value == Iac)
                {
                    Add(Iac);
                }

                return true;
            case Telnet.Option:
                _telnet = Telnet.Text;
                return true;
            case Telnet.Subnegotiation:
                _telnet = value == Iac ? Telnet.SubnegotiationCommand : Telnet.Subnegotiation;
                return true;
            default:
                _telnet = value == SubnegotiationEnd ? Telnet.Text : Telnet.Subnegotiation;
                return true;
        }
    }

    void Add(byte value)
    {
        // One over: the CR of a line of the greatest length.
        if (_length > MaxLine)
        {
            _isTooLong = true;
            return;
        }

        if (_length == _line.Length)
        {
            Array.Resize(ref _line, Math.Min(_length * 4, MaxLine + 1));
        }

        _line[_length++] = value;
    }

    FtpCommand Finish()
    {
        var line = _line.AsSpan(0, _length);
        if (line is [.., (byte)'\r'])
        {
            line = line[..^1];
        }

        var isTooLong = _isTooLong || line.Length > MaxLine;
        Reset();
        if (isTooLong)
        {
            return new FtpCommand("", "", FtpLineFault.TooLong);
        }

        if (line.ContainsAny((byte)0, (byte)'\r'))
        {
            return new FtpCommand("", "", FtpLineFault.NotText);
        }

        try
        {
            var text = Strict.GetString(line);
            var space = text.IndexOf(' ', StringComparison.Ordinal);
            return space < 0 ? new FtpCommand(text.ToUpperInvariant(), "") : new FtpCommand(text[..space].ToUpperInvariant(), text[(space + 1)..]);
        }
        catch (DecoderFallbackException)
        {
            return new FtpCommand("", "", FtpLineFault.NotText);
        }
    }
}
