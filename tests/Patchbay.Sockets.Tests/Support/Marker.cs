namespace Patchbay.Sockets.Tests;

/// <summary>An endless stream of bytes that belongs to one connection: any foreign, lost or doubled byte is seen, and named by its offset.</summary>
internal sealed class Marker
{
    // Odd, so that no power-of-two buffer size lines up with it.
    readonly int _period;
    readonly byte[] _twice;

    public Marker(int seed, int period = 65_521)
    {
        _period = period;
        _twice = new byte[2 * period];
        new Random(seed).NextBytes(_twice.AsSpan(0, period));
        _twice.AsSpan(0, period).CopyTo(_twice.AsSpan(period));
    }

    /// <summary>The longest span <see cref="At"/> gives.</summary>
    public int Longest => _period;

    public ReadOnlyMemory<byte> At(long offset, int length) => _twice.AsMemory((int)(offset % _period), length);

    public byte[] Bytes(long offset, int length)
    {
        var bytes = new byte[length];
        for (var done = 0; done < length;)
        {
            var count = Math.Min(length - done, _period);
            At(offset + done, count).Span.CopyTo(bytes.AsSpan(done));
            done += count;
        }

        return bytes;
    }

    public void Check(ReadOnlySpan<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            var count = Math.Min(bytes.Length, _period);
            var same = bytes[..count].CommonPrefixLength(At(offset, count).Span);
            if (same != count)
            {
                Assert.Fail($"Byte {offset + same} is not this connection's.");
            }

            bytes = bytes[count..];
            offset += count;
        }
    }
}
