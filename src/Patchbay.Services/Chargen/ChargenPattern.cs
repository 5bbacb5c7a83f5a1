namespace Patchbay.Services.Chargen;

/// <summary>The "one popular pattern" of RFC 864: 72-character lines over the ring of the 95 printing characters, each line one character further.</summary>
public static class ChargenPattern
{
    const int Printing = 95, FirstPrinting = ' ', LineText = 72;

    /// <summary>The bytes of one line: 72 characters, CR, LF.</summary>
    public const int LineLength = LineText + 2;

    /// <summary>Ninety-five lines; after them the pattern begins again, so sending this over and over is the whole protocol.</summary>
    public static ReadOnlyMemory<byte> Period { get; } = MakePeriod();

    static byte[] MakePeriod()
    {
        var period = new byte[Printing * LineLength];
        for (var line = 0; line < Printing; line++)
        {
            var text = period.AsSpan(line * LineLength, LineLength);
            for (var column = 0; column < LineText; column++)
            {
                text[column] = (byte)(FirstPrinting + ((line + column) % Printing));
            }

            "\r\n"u8.CopyTo(text[LineText..]);
        }

        return period;
    }
}
