namespace Patchbay.Services.Game.Transport;

/// <summary>Which sequence numbers have come: refuses what came before or is too old to tell (RFC 4303 section 3.4.3), and makes the acknowledgement. Numbers begin at 1.</summary>
sealed class ReceivedSequences
{
    /// <summary>How far behind the highest a number may be.</summary>
    public const int Window = 256;

    readonly ulong[] _bits = new ulong[Window / 64];

    /// <summary>0 before the first.</summary>
    public uint Highest { get; private set; }

    /// <summary>Would be taken.</summary>
    public bool IsNew(uint sequence) =>
        sequence > Highest || (sequence != 0 && Highest - sequence < Window && !Has(sequence));

    /// <summary>Takes a number that <see cref="IsNew"/>.</summary>
    public void Take(uint sequence)
    {
        if (sequence > Highest)
        {
            if (sequence - Highest >= Window)
            {
                Array.Clear(_bits);
            }
            else
            {
                for (var skipped = Highest + 1; skipped != sequence; skipped++)
                {
                    _bits[skipped / 64 % (Window / 64)] &= ~(1UL << (int)(skipped % 64));
                }
            }

            Highest = sequence;
        }

        _bits[sequence / 64 % (Window / 64)] |= 1UL << (int)(sequence % 64);
    }

    /// <summary>Bit i says that <see cref="Highest"/> - 1 - i has come.</summary>
    public uint AckBits
    {
        get
        {
            uint bits = 0;
            for (var i = 0; i < 32 && Highest > i + 1; i++)
            {
                bits |= Has(Highest - 1 - (uint)i) ? 1u << i : 0;
            }

            return bits;
        }
    }

    bool Has(uint sequence) => (_bits[sequence / 64 % (Window / 64)] & (1UL << (int)(sequence % 64))) != 0;
}
