using System.Net;
using Patchbay.Linux;

namespace Patchbay.Probing;

/// <summary>A host of a UDP scan that is under way: its scan, its ports and what to send to.</summary>
sealed class UdpTarget
{
    readonly ushort[] _ports;

    // Ports with their places, in order, so that an answer finds its port.
    readonly ulong[] _places;

    public UdpTarget(int host, IPAddress address, ushort[] ports, UdpHostScan scan, bool isLocal)
    {
        (Host, Address, Scan, IsLocal, _ports) = (host, address, scan, isLocal, ports);
        Key = AddressKey.Of(address);
        Socket = new byte[AddressKey.MostBytes];
        SocketLength = KernelSocketAddress.Write(address, 0, Socket);
        _places = new ulong[ports.Length];
        for (var i = 0; i < ports.Length; i++)
        {
            _places[i] = ((ulong)ports[i] << 32) | (uint)i;
        }

        Array.Sort(_places);
    }

    /// <summary>Its index in the plan.</summary>
    public int Host { get; }

    public IPAddress Address { get; }

    public AddressKey Key { get; }

    public UdpHostScan Scan { get; }

    /// <summary>It is this machine.</summary>
    public bool IsLocal { get; }

    public byte[] Socket { get; }

    public int SocketLength { get; }

    /// <summary>When it wants to be looked at again.</summary>
    public long DueAt { get; set; } = long.MaxValue;

    /// <summary>It stands in the queue of those to look at now.</summary>
    public bool IsReady { get; set; }

    /// <summary>Reports that the host itself cannot be reached, while nothing else has come from it.</summary>
    public int Unreachable { get; set; }

    /// <summary>It has answered something.</summary>
    public bool HasAnswered { get; set; }

    /// <summary>The person was told of its limit.</summary>
    public bool IsNoted { get; set; }

    public ushort PortAt(int place) => _ports[place];

    public int Count => _ports.Length;

    /// <summary>The place of a port; -1 when it is not asked.</summary>
    public int PlaceOf(ushort port)
    {
        var at = Array.BinarySearch(_places, (ulong)port << 32);
        at = at < 0 ? ~at : at;
        return at < _places.Length && _places[at] >> 32 == port ? (int)(uint)_places[at] : -1;
    }
}
