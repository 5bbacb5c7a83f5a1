namespace Patchbay.Services.Transfer;

/// <summary>
/// Octets of the control connection to replies (RFC 959 section 4.2). One line is <c>123 text</c>; several begin with <c>123-text</c> and end with the
/// first line that begins with <c>123 </c>. Pure; not thread-safe.
/// </summary>
internal sealed class FtpReplyParser
{
    /// <summary>Octets of a line.</summary>
    public const int MaxLine = 8 * 1024;

    /// <summary>Lines of a reply.</summary>
    public const int MaxLines = 1024;

    /// <summary>Octets of a reply.</summary>
    public const int MaxReply = 256 * 1024;

    readonly List<byte> _line = [];
    readonly List<string> _lines = [];
    int _code;
    int _length;

    /// <summary>No reply has begun.</summary>
    public bool IsEmpty => _line.Count == 0 && _lines.Count == 0;

    /// <summary>Takes octets up to the end of one reply.</summary>
    /// <param name="octets">What came.</param>
    /// <param name="reply">The reply, when it is complete.</param>
    /// <returns>How many were taken: all, unless a reply was completed.</returns>
    /// <exception cref="TransferException">This is no FTP, or too much of it.</exception>
    public int Read(ReadOnlySpan<byte> octets, out FtpReply? reply)
    {
        reply = null;
        var taken = 0;
        while (taken < octets.Length)
        {
            var end = octets[taken..].IndexOf((byte)'\n');
            var piece = end < 0 ? octets[taken..] : octets.Slice(taken, end);
            _length += piece.Length;
            if (_line.Count + piece.Length > MaxLine || _length > MaxReply)
            {
                throw Weird($"a reply of more than {(_length > MaxReply ? MaxReply : MaxLine)} bytes{(_length > MaxReply ? "" : " without a line's end")}");
            }

            _line.AddRange(piece);
            taken += piece.Length;
            if (end < 0)
            {
                break;
            }

            taken++;
            if (EndLine() is { } complete)
            {
                reply = complete;
                return taken;
            }
        }

        return taken;
    }

    FtpReply? EndLine()
    {
        var line = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_line).TrimEnd((byte)'\r');
        var code = CodeOf(line, out var separator);
        var isFirst = _lines.Count == 0;
        if (isFirst && code == 0)
        {
            throw Weird($"\"{Utf8Text.Shown(Utf8Text.Decode(line[..Math.Min(line.Length, 40)]))}\"");
        }

        if (_lines.Count == MaxLines)
        {
            throw Weird($"a reply of more than {MaxLines} lines");
        }

        var isLast = isFirst ? separator != '-' : code == _code && separator != '-';
        // The first and the last line have the code in front; a line in between that repeats "123-" has it too, and loses it.
        _lines.Add(Utf8Text.Shown(Utf8Text.Decode(isFirst || code == _code ? line[Math.Min(4, line.Length)..] : line)));
        _code = isFirst ? code : _code;
        _line.Clear();
        if (!isLast)
        {
            return null;
        }

        var reply = new FtpReply(_code, [.. _lines]);
        _lines.Clear();
        _length = 0;
        return reply;
    }

    /// <summary>The code a line begins with, or 0: three digits, then a space, a hyphen, or the end.</summary>
    static int CodeOf(ReadOnlySpan<byte> line, out char separator)
    {
        separator = line.Length > 3 ? (char)line[3] : ' ';
        return line.Length >= 3 && line[0] is >= (byte)'1' and <= (byte)'5' && char.IsAsciiDigit((char)line[1]) && char.IsAsciiDigit((char)line[2]) && separator is ' ' or '-'
            ? ((line[0] - '0') * 100) + ((line[1] - '0') * 10) + (line[2] - '0')
            : 0;
    }

    static TransferException Weird(string what) => new(TransferFailure.WeirdReply, $"the server speaks no FTP: it sent {what}", "Is it the right port, and does it want TLS from the first byte (ftps://)?");
}
