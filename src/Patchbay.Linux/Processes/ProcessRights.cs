using System.Globalization;

namespace Patchbay.Linux;

/// <summary>What this process may do (capabilities(7)). Thread-safe.</summary>
public static class ProcessRights
{
    /// <summary>Whether a capability is effective; false on other systems.</summary>
    /// <param name="capability">Its number in include/uapi/linux/capability.h: 10 is CAP_NET_BIND_SERVICE, 12 CAP_NET_ADMIN.</param>
    public static bool Has(int capability)
    {
        const string Heading = "CapEff:";
        if (!File.Exists("/proc/self/status"))
        {
            return false;
        }

        var line = File.ReadLines("/proc/self/status").FirstOrDefault(static line => line.StartsWith(Heading, StringComparison.Ordinal));
        return line is not null
            && ulong.TryParse(line.AsSpan(Heading.Length).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var effective)
            && (effective & (1ul << capability)) != 0;
    }
}
