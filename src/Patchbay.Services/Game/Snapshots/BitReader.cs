namespace Patchbay.Services.Game.Snapshots;

/// <summary>Reads what <see cref="BitWriter"/> wrote, from bytes that nobody vouches for: past the end come zeros, and <see cref="IsSound"/> turns false.</summary>
ref struct BitReader(ReadOnlySpan<byte> bytes)
{
    const int MostGroups = 6;

    readonly ReadOnlySpan<byte> _bytes = bytes;
    int _at;

    public bool IsSound { get; private set; } = true;

    /// <summary>Nothing is left but the zeros that fill the last byte.</summary>
    public bool IsFinished
    {
        get
        {
            var left = (_bytes.Length * 8) - _at;
            return IsSound && left < 8 && (left == 0 || Read(left) == 0);
        }
    }

    /// <param name="count">1 to 32.</param>
    public uint Read(int count)
    {
        if (_at + count > _bytes.Length * 8)
        {
            (IsSound, _at) = (false, _bytes.Length * 8);
            return 0;
        }

        uint value = 0;
        while (count > 0)
        {
            var inByte = _at & 7;
            var take = Math.Min(8 - inByte, count);
            value = (value << take) | (((uint)_bytes[_at >> 3] >> (8 - inByte - take)) & ((1u << take) - 1));
            _at += take;
            count -= take;
        }

        return value;
    }

    public bool ReadBit() => Read(1) != 0;

    /// <summary>As <see cref="BitWriter.WriteGroups"/>; at most 18 bits.</summary>
    public uint ReadGroups()
    {
        uint value = 0;
        for (var i = 0; i < MostGroups; i++)
        {
            var group = Read(4);
            value |= (group & 7) << (3 * i);
            if (group < 8)
            {
                // A last group of zeros could have been left out: one number is written in one way.
                IsSound &= group != 0 || i == 0;
                return value;
            }
        }

        IsSound = false;
        return 0;
    }
}
