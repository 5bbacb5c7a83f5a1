using System.Globalization;

namespace Patchbay.Observation;

/// <summary>The ports that the kernel takes for connections by itself (ip(7), ip_local_port_range).</summary>
/// <param name="First">The lowest.</param>
/// <param name="Last">The highest.</param>
public readonly record struct EphemeralRange(int First, int Last)
{
    const string Setting = "/proc/sys/net/ipv4/ip_local_port_range";

    /// <summary>How many there are.</summary>
    public int Count => Last - First + 1;

    /// <summary>The range of this network namespace; null on other systems.</summary>
    public static EphemeralRange? Read()
    {
        if (!File.Exists(Setting))
        {
            return null;
        }

        var words = File.ReadAllText(Setting).Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 2 && int.TryParse(words[0], CultureInfo.InvariantCulture, out var first) && int.TryParse(words[1], CultureInfo.InvariantCulture, out var last)
            ? new(first, last) : null;
    }
}
