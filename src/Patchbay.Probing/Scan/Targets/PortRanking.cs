using System.Collections.Immutable;

namespace Patchbay.Probing;

/// <summary>
/// Which ports to ask first: those of <see cref="KnownPorts"/> in its order, then the system ports (1 to 1023, RFC 6335 section 6), then the others, upwards. Every port has one place, so
/// <c>--top 65535</c> is all of them.
/// </summary>
public static class PortRanking
{
    /// <summary>How many ports are asked when nobody says which, over TCP.</summary>
    public const int DefaultTcp = 1000;

    /// <summary>The same over UDP, where hosts let a scanner know of closed ports about once a second.</summary>
    public const int DefaultUdp = 100;

    /// <summary>The first ports of the ranking, sorted upwards.</summary>
    /// <param name="count">1 to 65535.</param>
    /// <param name="udp">Those of UDP.</param>
    public static ImmutableArray<ushort> Top(int count, bool udp = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, ushort.MaxValue);
        return [.. Order(udp).Take(count).Order()];
    }

    /// <summary>Every port once.</summary>
    internal static IEnumerable<ushort> Order(bool udp) =>
        (udp ? KnownPorts.Udp : KnownPorts.Tcp).Select(static known => known.Port).Concat(Enumerable.Range(1, ushort.MaxValue).Select(static port => (ushort)port)).Distinct();
}
