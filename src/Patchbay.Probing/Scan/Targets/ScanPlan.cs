using System.Collections.Immutable;

namespace Patchbay.Probing;

/// <summary>
/// What is to be asked: every port of every host, as probes numbered from 0. A number means the same target in every run with the same plan, which is what resuming and sharding stand on.
/// Immutable.
/// </summary>
public sealed class ScanPlan
{
    /// <summary>The most hosts of one plan.</summary>
    public const int MostHosts = 1 << 20;

    readonly ImmutableArray<ImmutableArray<ushort>> _ports;

    // The number of the first probe of each host, and of one past the last.
    readonly long[] _starts;

    /// <summary>A plan of the same ports for every host.</summary>
    /// <exception cref="ArgumentException">There are more than <see cref="MostHosts"/> hosts.</exception>
    public ScanPlan(ImmutableArray<ScanHost> hosts, ImmutableArray<ushort> ports) : this(hosts, [.. Enumerable.Repeat(ports, hosts.Length)])
    {
    }

    /// <summary>A plan of ports of its own for each host.</summary>
    /// <param name="hosts">The hosts.</param>
    /// <param name="ports">As many lists as hosts.</param>
    /// <exception cref="ArgumentException">There are more than <see cref="MostHosts"/> hosts, or the lists are not as many.</exception>
    public ScanPlan(ImmutableArray<ScanHost> hosts, ImmutableArray<ImmutableArray<ushort>> ports)
    {
        if (hosts.Length > MostHosts || ports.Length != hosts.Length)
        {
            throw new ArgumentException(ports.Length != hosts.Length ? "Each host has a list of ports." : $"A plan has at most {MostHosts} hosts.", nameof(hosts));
        }

        (Hosts, _ports) = (hosts, ports);
        _starts = new long[hosts.Length + 1];
        for (var i = 0; i < hosts.Length; i++)
        {
            _starts[i + 1] = _starts[i] + ports[i].Length;
        }
    }

    /// <summary>The hosts.</summary>
    public ImmutableArray<ScanHost> Hosts { get; }

    /// <summary>How many probes there are, one a port.</summary>
    public long Count => _starts[^1];

    /// <summary>The ports to ask of a host, in the order of their numbers.</summary>
    public ImmutableArray<ushort> PortsOf(int host) => _ports[host];

    /// <summary>The number of a host's first probe; its others follow.</summary>
    public long FirstOf(int host) => _starts[host];

    /// <summary>The target of a probe.</summary>
    /// <param name="number">From 0 to one less than <see cref="Count"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such probe.</exception>
    public ProbeTarget this[long number]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(number);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Count);
            var at = Array.BinarySearch(_starts, number);
            if (at < 0)
            {
                at = ~at - 1;
            }

            // Hosts without ports share their start with the next one.
            while (_starts[at + 1] == number)
            {
                at++;
            }

            return new ProbeTarget(at, _ports[at][(int)(number - _starts[at])]);
        }
    }
}
