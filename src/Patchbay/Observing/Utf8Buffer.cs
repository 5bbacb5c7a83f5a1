using System.Runtime.CompilerServices;
using System.Text;

namespace Patchbay;

/// <summary>
/// Text as bytes, in one array that grows. Numbers and words are written by hand: a table of sockets has half a million of them, and the framework's own ways cost a call into
/// another module each, or an allocation.
/// </summary>
sealed class Utf8Buffer
{
    const ulong Ones = 0x0101_0101_0101_0101;
    const ulong HighBits = 0x8080_8080_8080_8080;

    byte[] _bytes = new byte[4096];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Append(byte one)
    {
        Reserve(1);
        _bytes[Length++] = one;
    }

    public void Append(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length);
        var (bytes, at, from) = (_bytes, Length, 0);
        for (; from + sizeof(ulong) <= text.Length; from += sizeof(ulong), at += sizeof(ulong))
        {
            Unsafe.WriteUnaligned(ref bytes[at], Unsafe.ReadUnaligned<ulong>(in text[from]));
        }

        for (; from < text.Length; from++)
        {
            bytes[at++] = text[from];
        }

        Length = at;
    }

    public void Append(string text)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        var (bytes, at) = (_bytes, Length);
        foreach (var one in text)
        {
            if (one >= 0x80)
            {
                Length += Encoding.UTF8.GetBytes(text, bytes.AsSpan(Length));
                return;
            }

            bytes[at++] = (byte)one;
        }

        Length = at;
    }

    public void Append(ulong number)
    {
        var digits = 1;
        for (var rest = number; rest >= 10; rest /= 10)
        {
            digits++;
        }

        Reserve(digits);
        var (bytes, at) = (_bytes, Length + digits);
        Length = at;
        for (; digits > 0; digits--)
        {
            bytes[--at] = (byte)('0' + (number % 10));
            number /= 10;
        }
    }

    /// <summary>A number of thousandths, as <c>0.###</c> writes it: 1.5, 0.036, 12.</summary>
    public void AppendThousandths(uint thousandths)
    {
        Append(thousandths / 1000);
        var rest = thousandths % 1000;
        if (rest == 0)
        {
            return;
        }

        Append((byte)'.');
        for (var unit = 100u; rest > 0; unit /= 10)
        {
            Append((byte)('0' + (rest / unit)));
            rest %= unit;
        }
    }

    /// <summary>A number of tenths, as <c>0.0</c> writes it.</summary>
    public void AppendTenths(ulong tenths)
    {
        Append(tenths / 10);
        Append((byte)'.');
        Append((byte)('0' + (tenths % 10)));
    }

    public void AppendSpaces(int count)
    {
        Reserve(count);
        var (bytes, at) = (_bytes, Length);
        for (; count > 0; count--)
        {
            bytes[at++] = (byte)' ';
        }

        Length = at;
    }

    /// <summary>Moves what was written since a place to the right.</summary>
    public void Indent(int start, int count)
    {
        Reserve(count);
        var bytes = _bytes;
        for (var at = Length - 1; at >= start; at--)
        {
            bytes[at + count] = bytes[at];
        }

        for (var at = start; at < start + count; at++)
        {
            bytes[at] = (byte)' ';
        }

        Length += count;
    }

    /// <summary>Forgets what was written behind a place.</summary>
    public void CutTo(int length) => Length = length;

    /// <summary>
    /// Makes control characters written since a place question marks, and counts the columns of a terminal, near enough: a character each.
    /// </summary>
    public int Clean(int start)
    {
        // Eight bytes at a time, as long as each is printable ASCII: none below 0x20, none above 0x7E.
        var at = start;
        for (; at + sizeof(ulong) <= Length; at += sizeof(ulong))
        {
            var eight = Unsafe.ReadUnaligned<ulong>(ref _bytes[at]);
            if (((eight | (eight + Ones) | (eight - (Ones * 0x20))) & HighBits) != 0)
            {
                break;
            }
        }

        return at - start + CleanEach(at);
    }

    int CleanEach(int start)
    {
        var (bytes, width) = (_bytes, Length - start);
        for (var at = start; at < Length; at++)
        {
            // C0 and DEL; C1 controls are two bytes, C2 80 to C2 9F.
            var one = bytes[at];
            if (one is < 0x20 or 0x7F)
            {
                bytes[at] = (byte)'?';
            }
            else if (one == 0xC2 && at + 1 < Length && bytes[at + 1] < 0xA0)
            {
                (bytes[at], bytes[at + 1]) = ((byte)'?', (byte)'?');
            }
            else
            {
                width -= (one & 0xC0) == 0x80 ? 1 : 0;
            }
        }

        return width;
    }

    void Reserve(int bytes)
    {
        if (_bytes.Length - Length < bytes)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + bytes));
        }
    }
}
