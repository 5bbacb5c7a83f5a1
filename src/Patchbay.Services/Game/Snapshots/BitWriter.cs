namespace Patchbay.Services.Game.Snapshots;

/// <summary>Writes numbers of few bits one after another, the highest bit first, into a buffer whose owner knows that they fit.</summary>
ref struct BitWriter(Span<byte> buffer)
{
    readonly Span<byte> _buffer = buffer;
    ulong _pending;
    int _bits;

    /// <summary>Whole bytes written; call <see cref="Finish"/> first.</summary>
    public int Length { get; private set; }

    /// <summary>Writes the low bits of a value.</summary>
    /// <param name="value">The rest of its bits must be zero.</param>
    /// <param name="count">1 to 32.</param>
    public void Write(uint value, int count)
    {
        _pending = (_pending << count) | value;
        for (_bits += count; _bits >= 8; _bits -= 8)
        {
            _buffer[Length++] = (byte)(_pending >> (_bits - 8));
        }
    }

    public void Write(bool value) => Write(value ? 1u : 0u, 1);

    /// <summary>Three bits a group, lowest first, each after a bit that says whether more follow: short for short numbers.</summary>
    public void WriteGroups(uint value)
    {
        for (; value >= 8; value >>= 3)
        {
            Write(8 | (value & 7), 4);
        }

        Write(value, 4);
    }

    /// <summary>Fills the last byte with zeros.</summary>
    public void Finish()
    {
        if (_bits > 0)
        {
            Write(0, 8 - _bits);
        }
    }
}
