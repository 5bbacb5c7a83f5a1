namespace Patchbay.Observation;

/// <summary>Writes addresses as text: RFC 5952 for IPv6, mapped addresses with their IPv4 part dotted.</summary>
static class HostAddressText
{
    /// <summary>The longest: <c>ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255</c> has 45.</summary>
    public const int MostBytes = 48;

    /// <summary>Returns the length.</summary>
    public static int Write(HostAddress address, Span<byte> text)
    {
        if (!address.IsV6)
        {
            return Dotted(address.Low, text, 0);
        }

        // As the framework: mapped and "compatible" addresses end in dots, save those that are just small numbers.
        var dots = address.IsMapped ? 6 : 8;
        var (start, length) = LongestZeros(address, dots);
        var at = 0;
        for (var group = 0; group < dots; group++)
        {
            if (group == start)
            {
                text[at++] = (byte)':';
                text[at++] = (byte)':';
                group += length - 1;
                continue;
            }

            if (at > 0 && text[at - 1] != (byte)':')
            {
                text[at++] = (byte)':';
            }

            at = Digits.Hexadecimal(address.Group(group), text, at);
        }

        if (dots == 6)
        {
            text[at++] = (byte)':';
            at = Dotted(address.Low, text, at);
        }

        return at;
    }

    static int Dotted(uint address, Span<byte> text, int at)
    {
        at = Digits.Decimal(address >> 24, text, at);
        for (var shift = 16; shift >= 0; shift -= 8)
        {
            text[at++] = (byte)'.';
            at = Digits.Decimal((byte)(address >> shift), text, at);
        }

        return at;
    }

    // The first of the longest runs of two zero groups or more (RFC 5952 section 4.2).
    static (int Start, int Length) LongestZeros(HostAddress address, int groups)
    {
        var (best, longest) = (-1, 1);
        for (var group = 0; group < groups; group++)
        {
            var end = group;
            while (end < groups && address.Group(end) == 0)
            {
                end++;
            }

            if (end - group > longest)
            {
                (best, longest) = (group, end - group);
            }

            group = Math.Max(group, end - 1);
        }

        return (best, longest);
    }
}
