namespace Patchbay.Observation;

/// <summary>Writes small numbers without a call into another module, of which a table of addresses would make many.</summary>
static class Digits
{
    /// <summary>Writes a number of at most five digits at a place, and returns the place behind it.</summary>
    public static int Decimal(uint number, Span<byte> text, int at)
    {
        var end = at + (number >= 10_000 ? 5 : number >= 1000 ? 4 : number >= 100 ? 3 : number >= 10 ? 2 : 1);
        for (var place = end - 1; place >= at; place--)
        {
            text[place] = (byte)('0' + (number % 10));
            number /= 10;
        }

        return end;
    }

    /// <summary>Writes 16 bits without leading zeros, in lower case, and returns the place behind them.</summary>
    public static int Hexadecimal(ushort number, Span<byte> text, int at)
    {
        for (var shift = number >= 0x1000 ? 12 : number >= 0x100 ? 8 : number >= 0x10 ? 4 : 0; shift >= 0; shift -= 4)
        {
            text[at++] = "0123456789abcdef"u8[(number >> shift) & 0xF];
        }

        return at;
    }
}
