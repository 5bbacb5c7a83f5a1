using Patchbay.Linux;
using Patchbay.Linux.Netlink;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>The kernel's tables one after another, less those in which the filter can find nothing.</summary>
sealed class KernelSocketReader : SocketReader
{
    const string Disturbed = "what a table that changed while it was read may have lost: run it again to be sure";

    readonly SocketQuery _query;
    readonly Queue<Func<IRowSource>> _tables = [];
    readonly SocketHolderTable? _holders;
    readonly HashSet<ulong>? _autoBound;
    readonly ReadOnlyMemory<byte> _bytecode;
    readonly bool _wantsMemory;
    IRowSource? _table;

    public KernelSocketReader(SocketQuery query) : base(query.Filter)
    {
        (_query, _wantsMemory) = (query, query.Details.HasFlag(SocketDetails.Memory));
        if (query.FilterInKernel && query.Filter?.Compile() is { } code)
        {
            _bytecode = code.Code;
        }

        AddTables();
        if (query.Details.HasFlag(SocketDetails.Owners) || query.Filter?.NeedsOwners == true)
        {
            _holders = SocketHolderTable.Take();
            if (_holders.Denied > 0)
            {
                MissingList.Add($"the sockets' processes, where they are of other users ({_holders.Denied} processes are closed to us; root sees them)");
            }
        }

        if (query.Filter?.NeedsAutoBound == true)
        {
            _autoBound = AutoBound();
        }
    }

    private protected override bool ReadAny()
    {
        try
        {
            while (_table is not null || _tables.Count > 0)
            {
                if (ReadTable())
                {
                    Complete();
                    return true;
                }

                Close();
            }

            return false;
        }
        catch (NetlinkException error)
        {
            throw ObservationException.From(error);
        }
    }

    protected override void Dispose(bool disposing)
    {
        Close();
        base.Dispose(disposing);
    }

    void Close()
    {
        if (_table?.WasDisturbed == true && !MissingList.Contains(Disturbed))
        {
            MissingList.Add(Disturbed);
        }

        _table?.Dispose();
        _table = null;
    }

    // A table that the kernel does not have is missing, and the others are read all the same.
    bool ReadTable()
    {
        try
        {
            _table ??= _tables.Dequeue()();
            return _table.Read(Row);
        }
        catch (NetlinkException error) when (error.Errno == Errno.ENOENT)
        {
            MissingList.Add($"one of the tables ({error.Message})");
            return false;
        }
    }

    void Complete()
    {
        if (!_wantsMemory)
        {
            Row.Memory = null;
        }

        Row.IsAutoBound = _autoBound?.Contains(Row.Cookie) == true;
        if (_holders is null || Row.Inode == 0)
        {
            return;
        }

        var held = _holders.Find(Row.Inode);
        if (held.Length > 0)
        {
            var owners = new SocketOwner[held.Length];
            for (var i = 0; i < held.Length; i++)
            {
                owners[i] = new SocketOwner(held[i].Pid, _holders.CommandOf(held[i].Pid), held[i].Descriptor);
            }

            Row.Owners = owners;
        }
    }

    void AddTables()
    {
        AddInet(SocketTables.Tcp, InetDiagQuery.Tcp);
        AddInet(SocketTables.Udp, InetDiagQuery.Udp);
        if (Wants(SocketTables.Raw, SocketKind.Raw, out _))
        {
            foreach (var ipv6 in Families())
            {
                _tables.Enqueue(() => new RawRowSource(ipv6));
            }
        }

        var unix = 0u;
        foreach (var kind in (ReadOnlySpan<SocketKind>)[SocketKind.UnixStream, SocketKind.UnixDatagram, SocketKind.UnixSequenced])
        {
            unix |= Wants(SocketTables.Unix, kind, out var states) ? states : 0;
        }

        if (unix != 0)
        {
            _tables.Enqueue(() => new UnixRowSource(unix));
        }

        if (Wants(SocketTables.Packet, SocketKind.PacketRaw, out _))
        {
            _tables.Enqueue(static () => new PacketRowSource());
        }
    }

    void AddInet(SocketTables table, byte protocol)
    {
        if (Wants(table, protocol == InetDiagQuery.Tcp ? SocketKind.Tcp : SocketKind.Udp, out var states))
        {
            foreach (var query in InetQueries(protocol, states, _bytecode))
            {
                _tables.Enqueue(() => new InetRowSource(query));
            }
        }
    }

    IEnumerable<InetDiagQuery> InetQueries(byte protocol, uint states, ReadOnlyMemory<byte> bytecode)
    {
        var isTcp = protocol == InetDiagQuery.Tcp;
        var extensions = (isTcp && _query.Details.HasFlag(SocketDetails.TcpInfo) ? InetDiagExtensions.TcpInfo | InetDiagExtensions.Congestion : InetDiagExtensions.None)
            | (_query.Details.HasFlag(SocketDetails.Memory) ? InetDiagExtensions.SocketMemory : InetDiagExtensions.None);
        states = !isTcp ? states : _query.BoundOnly ? states | InetDiagQuery.BoundInactive : states & ~(1u << (int)TcpState.Closed);
        // One walk over the table of TCP serves both families.
        InetDiagQuery Of(byte family) => new() { Family = family, Protocol = protocol, States = states, Extensions = extensions, Bytecode = bytecode };
        return isTcp && _query is { IPv4: true, IPv6: true } ? [Of(0)] : Families().Select(ipv6 => Of(ipv6 ? InetDiagQuery.IPv6 : InetDiagQuery.IPv4));
    }

    // True stands for IPv6.
    IEnumerable<bool> Families()
    {
        if (_query.IPv4)
        {
            yield return false;
        }

        if (_query.IPv6)
        {
            yield return true;
        }
    }

    bool Wants(SocketTables table, SocketKind kind, out uint states)
    {
        states = _query.Filter?.StatesOf(kind) ?? 0xFFE;
        return _query.Tables.HasFlag(table) && states != 0;
    }

    // The sockets whose port the kernel chose: a question it answers, and does not tell in a row.
    HashSet<ulong> AutoBound()
    {
        var cookies = new HashSet<ulong>();
        try
        {
            foreach (var query in InetQueries(InetDiagQuery.Tcp, 0xFFE, InetDiagBytecode.AutoBound().Code).Concat(InetQueries(InetDiagQuery.Udp, 0xFFE, InetDiagBytecode.AutoBound().Code)))
            {
                using var reply = SockDiag.Inet(query);
                while (reply.MoveNext())
                {
                    cookies.Add(new InetDiagMessage(reply.Row).Cookie);
                }
            }
        }
        catch (NetlinkException error)
        {
            throw ObservationException.From(error);
        }

        return cookies;
    }
}
