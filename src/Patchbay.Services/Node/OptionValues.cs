using System.Globalization;

namespace Patchbay.Services;

/// <summary>Reads the texts of options. Every member throws <see cref="FormatException"/> with words that end a sentence about the value.</summary>
public static class OptionValues
{
    /// <summary>The word that switches a limit off.</summary>
    public const string None = "none";

    const long MostBytes = 1L << 50;

    /// <summary>A whole number between <paramref name="low"/> and <paramref name="high"/>.</summary>
    public static int Count(string text, int low, int high)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= low && value <= high)
        {
            return value;
        }

        throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {low} to {high}"));
    }

    /// <summary>A number with a unit, <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>1h</c>; zero to a day.</summary>
    public static TimeSpan Duration(string text)
    {
        if (Sockets.Duration.TryParse(text, out var value) && value <= TimeSpan.FromDays(1))
        {
            return value;
        }

        throw new FormatException("must be a number with a unit, up to a day: 500ms, 30s, 5m, 1h");
    }

    /// <summary>A number of bytes with a unit, <c>512B</c>, <c>64KiB</c>, <c>16MiB</c>, <c>4GiB</c>; 1 byte to 1,048,576 GiB.</summary>
    public static long Size(string text)
    {
        foreach (var (unit, shift) in (ReadOnlySpan<(string, int)>)[("KiB", 10), ("MiB", 20), ("GiB", 30), ("B", 0)])
        {
            if (text.EndsWith(unit, StringComparison.Ordinal))
            {
                return long.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1 && value <= MostBytes >> shift
                    ? value << shift
                    : throw NoSize();
            }
        }

        throw NoSize();

        static FormatException NoSize() => new("must be a number with a unit, up to 1048576GiB: 512B, 64KiB, 16MiB, 4GiB");
    }

    /// <summary>As <see cref="Size"/>, or <c>none</c> for no limit.</summary>
    public static long? SizeOrNone(string text) => text == None ? null : Size(text);

    /// <summary>One of some words.</summary>
    public static string Word(string text, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (word == text)
            {
                return word;
            }
        }

        throw new FormatException($"must be one of {string.Join(", ", words)}");
    }

    /// <summary>As <see cref="Duration"/>, or <c>none</c> for no limit.</summary>
    public static TimeSpan? DurationOrNone(string text) => text == None ? null : Duration(text);

    /// <summary>As <see cref="Count"/>, or <c>none</c> for no limit.</summary>
    public static int? CountOrNone(string text, int low, int high) => text == None ? null : Count(text, low, high);
}
