using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Patchbay.Sockets;

/// <summary>Checks UTF-8 that comes in pieces, cut anywhere. Says no at the first octet that no continuation could make good.</summary>
internal struct Utf8Validator
{
    // The octets of a character that the last piece began and did not finish: never more than three.
    uint _pending;
    int _pendingCount;

    /// <summary>Every character so far is whole.</summary>
    public readonly bool IsWhole => _pendingCount == 0;

    /// <summary>Takes the next piece; false when the text is not UTF-8.</summary>
    public bool Feed(ReadOnlySpan<byte> piece)
    {
        Span<byte> character = stackalloc byte[4];
        while (_pendingCount > 0 && !piece.IsEmpty)
        {
            for (var i = 0; i < _pendingCount; i++)
            {
                character[i] = (byte)(_pending >> (8 * i));
            }

            character[_pendingCount] = piece[0];
            var status = Rune.DecodeFromUtf8(character[..(_pendingCount + 1)], out _, out _);
            if (status == OperationStatus.InvalidData)
            {
                return false;
            }

            _pending |= (uint)piece[0] << (8 * _pendingCount++);
            piece = piece[1..];
            if (status == OperationStatus.Done)
            {
                (_pending, _pendingCount) = (0, 0);
            }
        }

        var tail = IncompleteTail(piece);
        if (!Utf8.IsValid(piece[..^tail]))
        {
            return false;
        }

        foreach (var octet in piece[^tail..])
        {
            _pending |= (uint)octet << (8 * _pendingCount++);
        }

        return true;
    }

    /// <summary>How many octets at the end begin a character that more octets could finish: zero to three.</summary>
    public static int IncompleteTail(ReadOnlySpan<byte> text)
    {
        for (var length = 1; length <= Math.Min(3, text.Length); length++)
        {
            var tail = text[^length..];
            if ((tail[0] & 0xC0) == 0x80)
            {
                continue;
            }

            return Rune.DecodeFromUtf8(tail, out _, out _) == OperationStatus.NeedMoreData ? length : 0;
        }

        return 0;
    }
}
