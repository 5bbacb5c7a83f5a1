namespace Patchbay.Services.Files;

/// <summary>
/// TYPE A (RFC 959 section 3.1.1.1): lines end with CR LF on the way and with LF on disk. What is CR LF on disk already stays so on the way, as vsftpd and ProFTPD do it.
/// Pure; one value for each transfer and direction, so that a line's end may be divided among blocks. Bytes that are no text are no reason to fail.
/// </summary>
struct AsciiLines
{
    bool _endedInCr;

    /// <summary>From disk to the way.</summary>
    /// <param name="source">The next block.</param>
    /// <param name="target">Twice as long at least.</param>
    /// <returns>Bytes written.</returns>
    public int Encode(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var written = 0;
        while (!source.IsEmpty)
        {
            var line = source.IndexOf((byte)'\n');
            var text = line < 0 ? source : source[..line];
            text.CopyTo(target[written..]);
            written += text.Length;
            if (!text.IsEmpty)
            {
                _endedInCr = text[^1] == '\r';
            }

            if (line < 0)
            {
                break;
            }

            if (!_endedInCr)
            {
                target[written++] = (byte)'\r';
            }

            target[written++] = (byte)'\n';
            _endedInCr = false;
            source = source[(line + 1)..];
        }

        return written;
    }

    /// <summary>From the way to disk. A CR at the end of a block is kept back until it is known what follows.</summary>
    /// <param name="source">The next block.</param>
    /// <param name="target">One longer at least.</param>
    /// <returns>Bytes written.</returns>
    public int Decode(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var written = 0;
        foreach (var value in source)
        {
            if (_endedInCr && value != '\n')
            {
                target[written++] = (byte)'\r';
            }

            _endedInCr = value == '\r';
            if (!_endedInCr)
            {
                target[written++] = value;
            }
        }

        return written;
    }

    /// <summary>The end of what <see cref="Decode"/> got: a CR kept back is to be written.</summary>
    public readonly bool HasCr => _endedInCr;
}
