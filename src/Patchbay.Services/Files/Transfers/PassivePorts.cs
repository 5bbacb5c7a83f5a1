using System.Globalization;
using System.Security.Cryptography;

namespace Patchbay.Services.Files;

/// <summary>The ports that passive data connections are listened for on. Immutable.</summary>
/// <param name="Low">The lowest; 0 for any that the kernel lends.</param>
/// <param name="High">The highest.</param>
sealed record PassivePorts(int Low, int High)
{
    /// <summary>Reads <c>2122-2200</c> or <c>any</c>.</summary>
    /// <exception cref="FormatException">In words that end a sentence about the text.</exception>
    public static PassivePorts Parse(string text)
    {
        if (text == "any")
        {
            return new PassivePorts(0, 0);
        }

        if (text.Split('-') is [var low, var high]
            && ushort.TryParse(low, NumberStyles.None, CultureInfo.InvariantCulture, out var first) && ushort.TryParse(high, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && first >= 1 && first <= last)
        {
            return new PassivePorts(first, last);
        }

        throw new FormatException("must be two ports, the lower first, 2122-2200, or any");
    }

    /// <summary>Every port once, from a random one on: the next one cannot be guessed by who wants to be there before the client.</summary>
    public IEnumerable<int> InRandomOrder()
    {
        var count = High - Low + 1;
        var step = CoprimeStep(count);
        var offset = RandomNumberGenerator.GetInt32(count);
        for (var i = 0; i < count; i++)
        {
            yield return Low + offset;
            offset = (int)(((long)offset + step) % count);
        }
    }

    static int CoprimeStep(int count)
    {
        while (true)
        {
            var step = RandomNumberGenerator.GetInt32(count) + 1;
            if (Gcd(step, count) == 1)
            {
                return step;
            }
        }
    }

    static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);
}
