namespace Patchbay.Interop.Tests.Kestrel;

/// <summary>
/// An endless stream of known bytes, checked at the speed of memory. Its period is a prime, so a buffer that is lost, doubled or swapped shows whatever its size.
/// </summary>
static class Pattern
{
    const int Period = 1_048_583;

    // Twice, so that every slice of at most one period lies in one piece.
    static readonly byte[] Bytes = Make();

    /// <summary>What stands at an offset, at most one period.</summary>
    public static ReadOnlyMemory<byte> At(long offset, long length) => Bytes.AsMemory((int)(offset % Period), (int)Math.Min(length, Period));

    /// <summary>The first bytes in one array.</summary>
    public static byte[] Take(int length)
    {
        var taken = new byte[length];
        for (var done = 0; done < length;)
        {
            var part = At(done, length - done);
            part.CopyTo(taken.AsMemory(done));
            done += part.Length;
        }

        return taken;
    }

    /// <summary>Whether these bytes are those of the offset.</summary>
    public static bool Is(ReadOnlySpan<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            var expected = At(offset, bytes.Length).Span;
            if (!bytes[..expected.Length].SequenceEqual(expected))
            {
                return false;
            }

            bytes = bytes[expected.Length..];
            offset += expected.Length;
        }

        return true;
    }

    public static async Task WriteAsync(Stream stream, long length)
    {
        for (long done = 0; done < length;)
        {
            var part = At(done, Math.Min(length - done, 256 * 1024));
            await stream.WriteAsync(part);
            done += part.Length;
        }
    }

    /// <summary>Reads to the end. The number of bytes, or of those before the first wrong one, negative.</summary>
    public static async Task<long> ReadAsync(Stream stream)
    {
        var buffer = new byte[256 * 1024];
        var (total, isRight) = (0L, true);
        while (await stream.ReadAsync(buffer) is > 0 and var count)
        {
            isRight &= Is(buffer.AsSpan(0, count), total);
            total += isRight ? count : 0;
        }

        return isRight ? total : -total - 1;
    }

    static byte[] Make()
    {
        var once = new byte[Period];
        new Random(1).NextBytes(once);
        return [.. once, .. once];
    }
}
