using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Patchbay.Linux;

namespace Patchbay.Probing;

/// <summary>
/// TCP sockets that are used again and again: connect(2) to AF_UNSPEC takes a socket back to its beginning, whatever state it is in, frees its port and leaves no TIME_WAIT. Each is put
/// into epoll at most once, edge-triggered. The pool grows as it is used. Not thread-safe.
/// </summary>
internal sealed unsafe class ConnectPool : IDisposable
{
    const int AF_INET = 2, AF_INET6 = 10;
    const int SOCK_STREAM = 1, SOCK_NONBLOCK = 0x800;

    // sockaddr_in6, rounded up.
    const int AddressRoom = 32;

    readonly Epoll _epoll;
    readonly int[] _descriptors;
    readonly int[] _lengths;
    readonly bool[] _isSpoilt, _isWatched;
    readonly byte* _addresses;
    readonly Stack<int> _free4 = new(), _free6 = new();
    int _limit;

    /// <summary>An empty pool.</summary>
    /// <param name="epoll">Where sockets are watched, by their slot.</param>
    /// <param name="limit">Sockets at most.</param>
    public ConnectPool(Epoll epoll, int limit)
    {
        (_epoll, _limit) = (epoll, limit);
        (_descriptors, _lengths, _isSpoilt, _isWatched) = (new int[limit], new int[limit], new bool[limit], new bool[limit]);
        Array.Fill(_descriptors, -1);
        _addresses = (byte*)NativeMemory.AllocZeroed((nuint)limit, AddressRoom);
    }

    /// <summary>Sockets that are open.</summary>
    public int Count { get; private set; }

    /// <summary>Sockets that may be open.</summary>
    public int Limit => _limit;

    /// <summary>A slot can be rented, unless the system has no descriptor.</summary>
    public bool HasRoom => _free4.Count + _free6.Count > 0 || Count < _limit;

    /// <summary>A socket of the right family for a target.</summary>
    /// <returns>Its slot, or minus the errno.</returns>
    public int Rent(IPAddress address, ushort port)
    {
        var isV6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        var (free, other) = isV6 ? (_free6, _free4) : (_free4, _free6);
        if (!free.TryPop(out var slot))
        {
            if (Count < _limit)
            {
                slot = Count;
            }
            else
            {
                slot = other.Pop();
                Close(slot);
            }
        }

        if (_descriptors[slot] < 0 && Open(slot, isV6) is < 0 and var error)
        {
            if (slot < Count)
            {
                free.Push(slot);
            }

            return error;
        }

        Count = Math.Max(Count, slot + 1);
        _lengths[slot] = KernelSocketAddress.Write(address, port, Address(slot));
        return slot;
    }

    /// <summary>Gives a slot back. Its socket is at its beginning.</summary>
    public void Return(int slot)
    {
        if (_isSpoilt[slot])
        {
            Close(slot);
        }

        (_lengths[slot] == 28 ? _free6 : _free4).Push(slot);
    }

    /// <summary>No more than are open now.</summary>
    public void StopGrowing() => _limit = Math.Max(1, Count);

    /// <summary>connect(2) to the slot's target, the first time and again: 0, or minus the errno. An error takes the socket back to its beginning.</summary>
    public int Connect(int slot) => StreamCalls.Connect(_descriptors[slot], Address(slot)[.._lengths[slot]]);

    /// <summary>
    /// Puts the socket into epoll, once: what is so already is told too. Left to the first time that an answer has to be waited for, because a watched socket wakes epoll at each change.
    /// </summary>
    /// <returns>0, or minus the errno.</returns>
    public int Watch(int slot)
    {
        if (_isWatched[slot])
        {
            return 0;
        }

        var added = _epoll.Add(_descriptors[slot], EpollEvents.Out | EpollEvents.EdgeTriggered, (ulong)slot);
        _isWatched[slot] = added == 0;
        return added;
    }

    /// <summary>Takes the socket back to its beginning; a connection gets RST.</summary>
    public void Reset(int slot)
    {
        ReadOnlySpan<byte> unspecified = stackalloc byte[16];
        _ = StreamCalls.Connect(_descriptors[slot], unspecified);
    }

    /// <summary>The oldest report of ICMP about the slot's target; those about others are thrown away.</summary>
    public bool TryTakeReport(int slot, ushort port, out ExtendedSocketError report)
    {
        while (SocketErrorQueue.TryRead(_descriptors[slot], out report))
        {
            if (report.Origin is SocketErrorOrigin.Icmp or SocketErrorOrigin.Icmp6 && (report.Destination is null || report.Destination.Port == port))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>This end of the connection is its own other end: the kernel's choice of a source port met the port that is asked (RFC 9293 section 3.5, simultaneous open).</summary>
    public bool IsItself(int slot)
    {
        Span<byte> name = stackalloc byte[AddressRoom];
        var length = SocketCalls.LocalAddress(_descriptors[slot], name);
        return length == _lengths[slot] && name[2..(length == 28 ? 24 : 8)].SequenceEqual(Address(slot)[2..(length == 28 ? 24 : 8)]);
    }

    /// <summary>Connects to the slot's target anew, from a source port that is not the target's. The socket is used for nothing else afterwards.</summary>
    /// <returns>EINPROGRESS as a rule, as a negative number.</returns>
    public int ConnectFromElsewhere(int slot)
    {
        var isV6 = _lengths[slot] == 28;
        Reset(slot);
        Close(slot);
        var taken = -1;
        Span<byte> any = stackalloc byte[AddressRoom];
        try
        {
            for (var i = 0; i < 2; i++)
            {
                var opened = Open(slot, isV6);
                if (opened < 0)
                {
                    return opened;
                }

                _isSpoilt[slot] = true;
                KernelSocketAddress.Write(isV6 ? IPAddress.IPv6Any : IPAddress.Any, 0, any);
                var bound = StreamCalls.Bind(_descriptors[slot], any[.._lengths[slot]]);
                if (bound < 0 || SocketCalls.LocalAddress(_descriptors[slot], any) < 0)
                {
                    return bound;
                }

                if (!any[2..4].SequenceEqual(Address(slot)[2..4]))
                {
                    break;
                }

                // The very port: it is held until another one was given.
                taken = _descriptors[slot];
            }

            return Connect(slot);
        }
        finally
        {
            if (taken >= 0)
            {
                _ = SocketCalls.Close(taken);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var slot = 0; slot < Count; slot++)
        {
            Close(slot);
        }

        NativeMemory.Free(_addresses);
    }

    Span<byte> Address(int slot) => new(_addresses + (slot * AddressRoom), AddressRoom);

    int Open(int slot, bool isV6)
    {
        var descriptor = SocketCalls.Socket(isV6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        if (descriptor < 0)
        {
            return descriptor;
        }

        // Where the kernel has no such queue for TCP (before 5.8), a reject is told by its errno alone.
        _ = SocketErrorQueue.Enable(descriptor, isV6);
        (_descriptors[slot], _isSpoilt[slot], _isWatched[slot]) = (descriptor, false, false);
        return descriptor;
    }

    void Close(int slot)
    {
        if (_descriptors[slot] >= 0)
        {
            _ = SocketCalls.Close(_descriptors[slot]);
            _descriptors[slot] = -1;
        }
    }
}
