using FsCheck;
using FsCheck.Fluent;
using Patchbay.Sockets;

namespace Patchbay.Observation.Tests.Filter;

/// <summary>Random filters and rows that have a fair chance to meet.</summary>
static class FilterGenerators
{
    static readonly string[] Addresses = ["127.0.0.1", "10.77.1.2", "10.77.1.1", "0.0.0.0", "::", "::1", "::ffff:127.0.0.1", "192.0.2.9", "fe80::1"];
    static readonly int[] Ports = [0, 1, 9, 443, 7001, 7002, 7004, 7009, 7100, 7200, 7210, 32768, 60999, 65535];

    public static Gen<HostAddress> Address => Gen.Elements(Addresses).Select(text => HostAddress.From(System.Net.IPAddress.Parse(text)));

    /// <summary>Terms that need nothing but a row of the kernel's inet tables.</summary>
    public static Gen<FilterTerm> Leaf => Gen.OneOf(
        from local in ArbMap.Default.GeneratorFor<bool>()
        from first in Gen.Elements(Ports)
        from second in Gen.Elements(Ports)
        select (FilterTerm)new PortTerm(local, Math.Min(first, second), Math.Max(first, second)),
        from local in ArbMap.Default.GeneratorFor<bool>()
        from address in Address
        from length in Gen.Choose(0, address.IsV6 ? 128 : 32)
        from port in Gen.Elements(Ports)
        from hasPort in ArbMap.Default.GeneratorFor<bool>()
        select (FilterTerm)new HostTerm(local, address, length, hasPort ? (ushort)port : null),
        from states in Gen.Choose(1, 0x7FF)
        select (FilterTerm)new StateTerm((uint)states << 1),
        Gen.Choose(0, 2).Select(FilterTerm (index) => new DeviceTerm((uint)index)),
        Gen.Elements(0u, 1000u).Select(FilterTerm (user) => new UserTerm(user)),
        Gen.Elements(SocketScope.Loopback, SocketScope.Lan, SocketScope.Everywhere).Select(FilterTerm (scope) => new ScopeTerm(scope)),
        Gen.Constant((FilterTerm)new AnyHostTerm()));

    public static Gen<FilterTerm> Term(Gen<FilterTerm> leaf, int depth) => depth == 0 ? leaf : Gen.OneOf(
        leaf,
        from left in Term(leaf, depth - 1) from right in Term(leaf, depth - 1) select (FilterTerm)new AndTerm(left, right),
        from left in Term(leaf, depth - 1) from right in Term(leaf, depth - 1) select (FilterTerm)new OrTerm(left, right),
        from term in Term(leaf, depth - 1) select (FilterTerm)new NotTerm(term));

    public static Gen<SocketRow> Row =>
        from kind in Gen.Elements(Enum.GetValues<SocketKind>())
        from state in Gen.Choose(1, 11)
        from local in Address
        from remote in Address
        from localPort in Gen.Elements(Ports)
        from remotePort in Gen.Elements(Ports)
        from device in Gen.Choose(0, 2)
        from user in Gen.Elements(0u, 1000u)
        select new SocketRow
        {
            Kind = kind,
            State = (TcpState)state,
            Local = new(local, (ushort)localPort),
            Remote = new(remote, (ushort)remotePort),
            Interface = (uint)device,
            User = user,
            Name = kind > SocketKind.Raw ? "/run/x" : null,
        };
}
