using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Patchbay.Probing;

/// <summary>The hosts of a wave by their addresses, and their probes by their ports: what an answer is looked up in. Not thread-safe.</summary>
internal sealed class SynTargets
{
    readonly ScanPlan _plan;
    readonly int _first;
    readonly Dictionary<UInt128, int> _hosts;
    readonly byte[] _bytes;
    readonly byte[] _sources;
    readonly int[] _errors;

    // Not asked for yet, in _errors.
    const int Unknown = 1;

    /// <summary>The hosts from one to before another.</summary>
    public SynTargets(ScanPlan plan, int first, int end)
    {
        (_plan, _first) = (plan, first);
        (_bytes, _sources, _errors) = (new byte[16 * (end - first)], new byte[4 * (end - first)], new int[end - first]);
        _hosts = new Dictionary<UInt128, int>(end - first);
        Array.Fill(_errors, Unknown);
        for (var host = first; host < end; host++)
        {
            plan.Hosts[host].Address.TryWriteBytes(_bytes.AsSpan(16 * (host - first)), out _);
            _hosts.TryAdd(Key(Bytes(host)), host);
        }
    }

    /// <summary>A host is asked by IPv6.</summary>
    public bool IsV6(int host) => _plan.Hosts[host].Address.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>A host's address: 4 or 16 bytes.</summary>
    public ReadOnlySpan<byte> Bytes(int host) => _bytes.AsSpan(16 * (host - _first), IsV6(host) ? 16 : 4);

    /// <summary>Our address towards an IPv4 host, found at the first time.</summary>
    /// <returns>0, or minus the errno that the route gave.</returns>
    public int TryGetSource(int host, SourceAddress finder, out ReadOnlySpan<byte> source)
    {
        var room = _sources.AsSpan(4 * (host - _first), 4);
        ref var error = ref _errors[host - _first];
        if (error == Unknown)
        {
            error = finder.TryFind(_plan.Hosts[host].Address, room);
        }

        source = room;
        return error;
    }

    /// <summary>Which probe of the wave an answer belongs to.</summary>
    /// <returns>-1 for none.</returns>
    public int ProbeOf(ReadOnlySpan<byte> address, ushort port)
    {
        if (!_hosts.TryGetValue(Key(address), out var host))
        {
            return -1;
        }

        // Ranges are the rule: then the port's place is known without looking for it.
        var ports = ImmutableCollectionsMarshal.AsArray(_plan.PortsOf(host))!;
        var guess = ports.Length == 0 ? -1 : port - ports[0];
        var at = guess >= 0 && guess < ports.Length && ports[guess] == port ? guess : Array.IndexOf(ports, port);
        return at < 0 ? -1 : (int)(_plan.FirstOf(host) - _plan.FirstOf(_first)) + at;
    }

    static UInt128 Key(ReadOnlySpan<byte> address) => address.Length == 4
        ? MemoryMarshal.Read<uint>(address)
        : new UInt128(MemoryMarshal.Read<ulong>(address), MemoryMarshal.Read<ulong>(address[8..]) ^ 0x8000_0000_0000_0000);
}
