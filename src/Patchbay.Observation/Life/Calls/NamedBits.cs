using System.Globalization;

namespace Patchbay.Observation;

/// <summary>Numbers and flags in C's words.</summary>
static class NamedBits
{
    /// <summary>The name of a value, else the number.</summary>
    public static string Value(long value, ReadOnlySpan<(long Value, string Name)> names)
    {
        foreach (var (known, name) in names)
        {
            if (known == value)
            {
                return name;
            }
        }

        return value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary><c>MSG_PEEK|MSG_DONTWAIT</c>; what has no name is added in hexadecimal; 0 for none.</summary>
    public static string Flags(long flags, ReadOnlySpan<(long Value, string Name)> names)
    {
        if (flags == 0)
        {
            return "0";
        }

        var words = new List<string>();
        foreach (var (bits, name) in names)
        {
            if (bits != 0 && (flags & bits) == bits)
            {
                words.Add(name);
                flags &= ~bits;
            }
        }

        if (flags != 0)
        {
            words.Add($"0x{flags:x}");
        }

        return string.Join('|', words);
    }
}
