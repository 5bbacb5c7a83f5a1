using System.Net;
using FsCheck;
using FsCheck.Fluent;

namespace Patchbay.Probing.Tests;

public class TargetProperties
{
    static readonly PortNames Names = new("");

    [Fact]
    public void A_list_of_ports_is_read_as_it_was_written() => Prop.ForAll<ushort[]>((numbers) =>
    {
        var ports = numbers.Where(static port => port > 0).Distinct().Order().ToList();
        return ports.Count == 0 || PortList.Parse(PortList.Format(ports), Names).SequenceEqual(ports);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_prefix_holds_exactly_the_addresses_with_its_bits() => Prop.ForAll<uint, byte, uint>((number, anyBits, other) =>
    {
        var bits = anyBits % 33;
        var mask = bits == 0 ? 0 : uint.MaxValue << (32 - bits);
        var range = AddressRange.OfPrefix(Address(number), bits);
        return range.Count == (UInt128)1 << (32 - bits) && range.Contains(Address(number)) && range.Contains(Address(other)) == ((number & mask) == (other & mask));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_range_has_each_address_once() => Prop.ForAll<uint, byte>((number, more) =>
    {
        var last = (uint)Math.Min(uint.MaxValue, number + (long)more);
        var all = new AddressRange(Address(number), Address(last)).Addresses().ToList();
        return all.Count == last - number + 1 && all.Distinct().Count() == all.Count && all[0].Equals(Address(number)) && all[^1].Equals(Address(last));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Shards_are_disjoint_and_complete() => Prop.ForAll<byte, ushort>((anyOf, probes) =>
    {
        var of = anyOf + 1;
        var shards = Enumerable.Range(1, of).Select(number => new ScanShard(number, of)).ToList();
        var each = Enumerable.Range(0, Math.Min((int)probes, 500)).All(probe => shards.Count(shard => shard.Has(probe)) == 1);
        return each && shards.Sum(shard => shard.CountOf(probes)) == probes && shards.All(shard => shard.CountOf(300) == Enumerable.Range(0, 300).Count(probe => shard.Has(probe)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_address_is_planned_once_with_all_its_ports() => Prop.ForAll<byte[], ushort[]>((hosts, numbers) =>
    {
        var targets = hosts.Zip(numbers.Append((ushort)1)).Select(static pair => (Host: pair.First % 8, Port: Math.Max((ushort)1, pair.Second))).ToList();
        var planned = TargetPlanner.Plan(targets.Select(static target => new ResolvedTarget(TargetParser.Parse($"10.0.0.{target.Host}:{target.Port}", Names), [])), [80], new TargetRules());
        var plan = planned.Plan;
        var asked = Enumerable.Range(0, (int)plan.Count).Select(probe => plan[probe]).Select(probe => (Host: (int)plan.Hosts[probe.Host].Address.GetAddressBytes()[3], probe.Port)).ToList();
        return asked.Distinct().Count() == asked.Count && asked.ToHashSet().SetEquals(targets);
    }).QuickCheckThrowOnFailure();

    static IPAddress Address(uint number) => new([(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number]);
}
