using System.Buffers;

namespace Patchbay.Services.Chat;

/// <summary>Cuts what a client sends into lines. A line longer than any is told once and skipped to its end, in bounded memory. Pure.</summary>
internal sealed class LineReader
{
    const int Longest = IrcLimits.ClientTags + IrcLimits.Body;

    bool _skips;

    /// <summary>Takes the next line off <paramref name="buffer"/>.</summary>
    /// <param name="buffer">What has come and is not taken yet; taken octets are cut off, also when the result is false.</param>
    /// <param name="line">The line without LF or CR LF; empty when it is too long.</param>
    /// <param name="isTooLong">It is longer than a line can be.</param>
    /// <returns>False when more must come first.</returns>
    public bool TryRead(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line, out bool isTooLong)
    {
        while (true)
        {
            (line, isTooLong) = (default, false);
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var whole = buffer.Slice(0, end);
                buffer = buffer.Slice(buffer.GetPosition(1, end));
                if (_skips)
                {
                    _skips = false;
                    continue;
                }

                isTooLong = whole.Length > Longest;
                line = isTooLong ? default : WithoutReturn(whole);
                return true;
            }

            if (_skips)
            {
                buffer = buffer.Slice(buffer.End);
                return false;
            }

            if (buffer.Length <= Longest)
            {
                return false;
            }

            _skips = isTooLong = true;
            buffer = buffer.Slice(buffer.End);
            return true;
        }
    }

    static ReadOnlySequence<byte> WithoutReturn(ReadOnlySequence<byte> line)
    {
        if (line.IsEmpty)
        {
            return line;
        }

        var last = line.Slice(line.Length - 1);
        return last.FirstSpan[0] == (byte)'\r' ? line.Slice(0, line.Length - 1) : line;
    }
}
