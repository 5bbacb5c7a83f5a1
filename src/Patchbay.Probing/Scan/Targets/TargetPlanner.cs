using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace Patchbay.Probing;

/// <summary>
/// Makes the plan: every address once, under the first name it came by, with all the ports asked of it under any; without what the rules forbid. The hosts stand in the order of the targets.
/// Pure.
/// </summary>
public sealed class TargetPlanner(ImmutableArray<ushort> ports, TargetRules rules)
{
    readonly Dictionary<IPAddress, int> _index = [];
    readonly List<ScanHost> _hosts = [];
    readonly List<ImmutableArray<ushort>> _ports = [];
    readonly List<TargetFault> _faults = [];
    readonly SortedDictionary<string, int> _leftOut = new(StringComparer.Ordinal);
    readonly List<string> _joined = [];
    int _public;

    /// <summary>The plan of these targets.</summary>
    /// <param name="targets">The targets.</param>
    /// <param name="ports">What is asked of hosts that say nothing of ports.</param>
    /// <param name="rules">What may be asked.</param>
    /// <exception cref="ScanException">There are more hosts than a plan can have.</exception>
    public static PlannedTargets Plan(IEnumerable<ResolvedTarget> targets, ImmutableArray<ushort> ports, TargetRules rules)
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(rules);
        var planner = new TargetPlanner(ports, rules);
        foreach (var target in targets)
        {
            planner.Add(target);
        }

        return new PlannedTargets(new ScanPlan([.. planner._hosts], [.. planner._ports]), [.. planner._faults], [.. planner.Notes()], planner._public);
    }

    void Add(ResolvedTarget resolved)
    {
        var target = resolved.Target;
        var addresses = target.Range is { } range ? range.Addresses() : resolved.Addresses.Select(AddressRange.Unmap);
        if (!rules.AllowPublic && addresses.FirstOrDefault(address => IsWanted(address) && rules.ClassOf(address) == AddressClass.Public) is { } foreign)
        {
            Fault(target, target.IsOneAddress ? $"{foreign} is a public address" : $"{target.Text} has public addresses, such as {foreign}", "Scan only what its owner allows you to; then say so with --authorized.");
            return;
        }

        var taken = 0;
        foreach (var address in addresses)
        {
            if (!IsWanted(address))
            {
                LeaveOut("by --exclude or its family");
                continue;
            }

            var kind = rules.ClassOf(address);
            if (AddressClasses.IsNever(kind) || (kind == AddressClass.Metadata && !target.IsOneAddress))
            {
                if (target.IsOneAddress)
                {
                    Fault(target, $"{address} is {AddressClasses.Words(kind)}", "Such addresses are never scanned.");
                    return;
                }

                LeaveOut(kind == AddressClass.Metadata ? "where a cloud tells its machines their secrets; name the address itself to scan it" : kind.ToString().ToLowerInvariant());
                continue;
            }

            taken++;
            Add(target, address, kind);
        }

        if (taken == 0)
        {
            Fault(target, $"nothing of {target.Text} is left to scan", "Its addresses are excluded, of the other family, or never scanned.");
        }
    }

    void Add(ScanTarget target, IPAddress address, AddressClass kind)
    {
        var asked = target.Ports ?? ports;
        if (_index.TryGetValue(address, out var at))
        {
            _ports[at] = _ports[at].Equals(asked) ? asked : [.. _ports[at].Union(asked).Order()];
            if (target.Name is not null && _hosts[at].Name is { } first && first != target.Name && _joined.Count < 10)
            {
                _joined.Add($"{target.Name} has the address {address} of {first}: it is scanned once, as {first}");
            }

            return;
        }

        if (_hosts.Count == ScanPlan.MostHosts)
        {
            throw new ScanException($"the targets are more than {ScanPlan.MostHosts.ToString("N0", CultureInfo.InvariantCulture)} hosts", ScanFailure.BadInput, "Scan them in parts.");
        }

        _index.Add(address, _hosts.Count);
        _hosts.Add(new ScanHost(address, target.Name));
        _ports.Add(asked);
        _public += kind == AddressClass.Public ? 1 : 0;
    }

    bool IsWanted(IPAddress address) => (rules.Family is not { } family || address.AddressFamily == family) && !rules.Excluded.Any(range => range.Contains(address));

    void LeaveOut(string why) => _leftOut[why] = _leftOut.GetValueOrDefault(why) + 1;

    void Fault(ScanTarget target, string message, string hint) => _faults.Add(new TargetFault(target.Text, new ScanException(message, ScanFailure.Forbidden, hint)));

    IEnumerable<string> Notes() => _leftOut.Select(static pair => $"{pair.Value.ToString("N0", CultureInfo.InvariantCulture)} {(pair.Value == 1 ? "address is" : "addresses are")} left out: {pair.Key}").Concat(_joined);
}
