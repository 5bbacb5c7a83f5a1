using System.Globalization;
using System.Net;

namespace Patchbay.Sockets;

/// <summary>The number of a network interface of this machine by its name.</summary>
internal static class InterfaceIndex
{
    /// <param name="name">A name, or the number itself.</param>
    /// <param name="index">The number.</param>
    /// <returns>False when this machine has no such interface.</returns>
    public static bool TryFind(string name, out int index)
    {
        // An IPv6 zone is the one place where .NET resolves a single name (if_nametoindex(3)) instead of listing all interfaces with their addresses.
        var found = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out index) && index > 0;
        if (!found && IPAddress.TryParse("fe80::1%" + name, out var zoned) && zoned.ScopeId != 0)
        {
            index = (int)zoned.ScopeId;
            found = true;
        }

        return found;
    }
}
