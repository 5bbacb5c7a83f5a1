using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>
/// Makes one recording of what a tracer tells of its program's sockets and what the sources of the whole host saw: each socket gets one number, whoever tells of it. What the host's
/// sources see before it is known whose it is waits, bounded. Pure; not thread-safe.
/// </summary>
/// <param name="wanted">Which sockets belong to the recording though no traced program has them, by local and remote end; null for none.</param>
public sealed class LifeJoin(Func<SocketEnd, SocketEnd, bool>? wanted = null)
{
    const int MostWaitingEnds = 1024;
    const int MostWaitingOfOne = 128;

    // Those that ended are forgotten then; what is told of them later is told of nobody.
    const int MostKnown = 16_384;
    const int MostPortsToldOf = 65;

    // A look at the table that is older than what was told meanwhile is no new socket.
    static readonly TimeSpan LateLook = TimeSpan.FromMilliseconds(200);

    readonly Dictionary<int, int> _traced = [];
    readonly Dictionary<int, SocketEnd> _tracedLocal = [];
    readonly Dictionary<(SocketEnd Local, SocketEnd Remote), Known> _known = [];
    readonly Dictionary<ulong, Known> _byCookie = [];
    readonly HashSet<ushort> _listening = [];
    readonly Dictionary<ushort, int> _portUses = [];
    readonly Dictionary<(SocketEnd, SocketEnd), List<HostSighting>> _waiting = [];
    readonly Queue<(SocketEnd, SocketEnd)> _waitingOrder = new();
    readonly List<LifeEvent> _out = [];
    int _last;

    /// <summary>The ports of the recording's sockets that have not ended: what a look at the table is to look for. Safe to call from any thread.</summary>
    public IReadOnlyCollection<ushort> Ports { get; private set; } = [];

    /// <summary>An event of the tracer's, with its own numbers.</summary>
    /// <returns>What is to be recorded; until the next call.</returns>
    public IReadOnlyList<LifeEvent> Add(LifeEvent one)
    {
        ArgumentNullException.ThrowIfNull(one);
        _out.Clear();
        switch (one)
        {
            case SocketNamedEvent name when name.Socket > 0:
                Name(name);
                break;
            case CallEvent call:
                if (call.MadeSocket > 0 && !_traced.ContainsKey(call.MadeSocket) && FindAccepted(call) is { } accepted)
                {
                    _traced[call.MadeSocket] = accepted.Number;
                    accepted.IsTraced = true;
                }

                if (call is { Name: "listen", Result: 0 } && _tracedLocal.TryGetValue(call.Socket, out var local) && _listening.Add(local.Port))
                {
                    UsePort(local.Port, 1);
                }

                _out.Add(call with { Socket = NumberOf(call.Socket), MadeSocket = NumberOf(call.MadeSocket) });
                break;
            default:
                _out.Add(one with { Socket = NumberOf(one.Socket) });
                break;
        }

        return _out;
    }

    /// <summary>Something that a source of the host's saw.</summary>
    /// <returns>What is to be recorded now; until the next call.</returns>
    public IReadOnlyList<LifeEvent> Add(HostSighting sighting)
    {
        ArgumentNullException.ThrowIfNull(sighting);
        _out.Clear();
        if (sighting.Event is UnseenEvent)
        {
            _out.Add(sighting.Event);
            return _out;
        }

        var ends = (Plain(sighting.Local), Plain(sighting.Remote));
        if (Find(sighting, ends) is { } known)
        {
            Tell(known, sighting);
        }
        else if (sighting.Event is not SegmentEvent && IsWanted(ends))
        {
            var made = Register(new Known(++_last), ends, sighting.Cookie);
            TellName(made, sighting, ends);
            TellWaiting(made, ends, sighting);
        }
        else
        {
            Wait(ends, sighting);
        }

        return _out;
    }

    /// <summary>The recording ends: segments of connections that were wanted and never seen otherwise are told.</summary>
    public IReadOnlyList<LifeEvent> Finish()
    {
        _out.Clear();
        foreach (var ends in _waiting.Where(static one => one.Value.Exists(static sighting => sighting.Event is SegmentEvent { Flags: var flags } && (flags & 18) == 2)).Select(static one => one.Key).ToList())
        {
            if (_waiting.GetValueOrDefault(ends) is [var first, ..] && IsWanted(ends))
            {
                var made = Register(new Known(++_last), ends, 0);
                TellName(made, first, ends);
                TellWaiting(made, ends, null);
            }
        }

        return _out;
    }

    void Name(SocketNamedEvent name)
    {
        (SocketEnd, SocketEnd)? ends = name is { Local: { Port: > 0 } local, Remote: { Port: > 0 } remote, Protocol: ProtocolType.Tcp } ? (Plain(local), Plain(remote)) : null;
        if (!_traced.ContainsKey(name.Socket) && Untraced(name.Cookie, ends) is { } seen)
        {
            _traced[name.Socket] = seen.Number;
            seen.IsTraced = true;
        }

        if (name.Local is { Port: > 0 } own)
        {
            _tracedLocal[name.Socket] = own;
        }

        var number = NumberOf(name.Socket);
        _out.Add(name with { Socket = number, Peer = NumberOf(name.Peer) });
        if (ends is { } both && !(_known.TryGetValue(both, out var known) && known.Number == number))
        {
            var made = Register(new Known(number) { IsTraced = true }, both, name.Cookie);
            TellWaiting(made, both, null);
            // The other end of a local connection, which nobody may trace.
            if (_waiting.ContainsKey((both.Item2, both.Item1)))
            {
                TellPeer((both.Item2, both.Item1));
            }
        }
        else if (name.Cookie != 0 && ends is null)
        {
            _byCookie.TryAdd(name.Cookie, new Known(number) { IsTraced = true });
        }
    }

    void TellPeer((SocketEnd, SocketEnd) ends)
    {
        // Segments of the other direction were told with this one: only what the host's other sources saw makes an end.
        if (_waiting[ends].Find(static sighting => sighting.Event is not SegmentEvent) is { } first)
        {
            var made = Register(new Known(++_last), ends, first.Cookie);
            TellName(made, first, ends);
            TellWaiting(made, ends, null);
        }
    }

    Known? Untraced(ulong cookie, (SocketEnd, SocketEnd)? ends) =>
        cookie != 0 && _byCookie.TryGetValue(cookie, out var same) && !same.IsTraced ? same
        : ends is { } both && _known.TryGetValue(both, out var known) && known is { IsTraced: false, Ended: null } ? known : null;

    // accept(2) tells the other end before the new socket has a name.
    Known? FindAccepted(CallEvent call) =>
        call.Address is { } peer && _tracedLocal.TryGetValue(call.Socket, out var listener)
            ? _known.FirstOrDefault(one => one.Key.Remote == Plain(peer) && one.Key.Local.Port == listener.Port && !one.Value.IsTraced && one.Value.Ended is null).Value : null;

    Known? Find(HostSighting sighting, (SocketEnd Local, SocketEnd Remote) ends)
    {
        if (_known.TryGetValue(ends, out var known))
        {
            return IsAnother(known, sighting) ? null : known;
        }

        if (sighting.Event is SegmentEvent && _known.TryGetValue((ends.Remote, ends.Local), out var receiver))
        {
            return receiver;
        }

        if (sighting.Cookie == 0 || !_byCookie.TryGetValue(sighting.Cookie, out var same))
        {
            return null;
        }

        Register(same, ends, sighting.Cookie);
        TellWaiting(same, ends, null);
        return same;
    }

    // The same ports used again, by a socket that begins.
    static bool IsAnother(Known known, HostSighting sighting) =>
        known.Ended is { } ended && sighting.Event is StateEvent { To: TcpState.SynSent or TcpState.SynReceived or TcpState.Established or TcpState.Listen } state
        && (state.Source == LifeSource.Tracepoints ? state.At > ended : state.At > ended + LateLook && (sighting.Cookie == 0 || sighting.Cookie != known.Cookie));

    bool IsWanted((SocketEnd Local, SocketEnd Remote) ends) =>
        wanted?.Invoke(ends.Local, ends.Remote) == true || _listening.Contains(ends.Local.Port) || (ends.Remote.Port > 0 && _known.TryGetValue((ends.Remote, ends.Local), out var peer) && peer.Ended is null);

    Known Register(Known known, (SocketEnd, SocketEnd) ends, ulong cookie)
    {
        if (_known.Count >= MostKnown)
        {
            Forget();
        }

        if (_known.TryGetValue(ends, out var before))
        {
            Unuse(before);
        }

        _known[ends] = known;
        if (known.Port is null && known.Ended is null)
        {
            known.Port = ends.Item1.Port;
            UsePort(ends.Item1.Port, 1);
        }

        if (cookie != 0)
        {
            known.Cookie = cookie;
            _byCookie[cookie] = known;
        }

        return known;
    }

    void Tell(Known known, HostSighting sighting)
    {
        if (sighting.Event is StateEvent { To: TcpState.Closed, At: var at })
        {
            known.Ended ??= at;
            Unuse(known);
        }

        if (sighting.Cookie != 0 && known.Cookie == 0)
        {
            known.Cookie = sighting.Cookie;
            _byCookie.TryAdd(sighting.Cookie, known);
        }

        if (sighting.Owner is not null && !known.HasOwner && !known.IsTraced)
        {
            TellName(known, sighting, (Plain(sighting.Local), Plain(sighting.Remote)));
        }

        _out.Add(sighting.Event with { Socket = known.Number });
    }

    void TellName(Known known, HostSighting sighting, (SocketEnd Local, SocketEnd Remote) ends)
    {
        known.HasOwner |= sighting.Owner is not null;
        _out.Add(new SocketNamedEvent
        {
            At = sighting.Event.At,
            Socket = known.Number,
            Cookie = known.Cookie,
            Family = ends.Local.Host.IsV6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork,
            Type = SocketType.Stream,
            Protocol = ProtocolType.Tcp,
            Local = ends.Local,
            Remote = ends.Remote.Port > 0 ? ends.Remote : null,
            Owner = sighting.Owner,
        });
    }

    void TellWaiting(Known known, (SocketEnd, SocketEnd) ends, HostSighting? last)
    {
        List<HostSighting> all = [.. Take(ends), .. TakeSegments((ends.Item2, ends.Item1))];
        if (last is not null)
        {
            all.Add(last);
        }

        foreach (var sighting in all.OrderBy(static one => one.Event.At))
        {
            Tell(known, sighting);
        }
    }

    List<HostSighting> Take((SocketEnd, SocketEnd) ends) => _waiting.Remove(ends, out var waiting) ? waiting : [];

    List<HostSighting> TakeSegments((SocketEnd, SocketEnd) ends)
    {
        if (!_waiting.TryGetValue(ends, out var waiting))
        {
            return [];
        }

        var segments = waiting.FindAll(static one => one.Event is SegmentEvent);
        waiting.RemoveAll(static one => one.Event is SegmentEvent);
        return segments;
    }

    void Wait((SocketEnd, SocketEnd) ends, HostSighting sighting)
    {
        if (!_waiting.TryGetValue(ends, out var waiting))
        {
            while (_waitingOrder.Count >= MostWaitingEnds)
            {
                _waiting.Remove(_waitingOrder.Dequeue());
            }

            _waiting[ends] = waiting = [];
            _waitingOrder.Enqueue(ends);
        }

        if (waiting.Count < MostWaitingOfOne)
        {
            waiting.Add(sighting);
        }
    }

    int NumberOf(int traced)
    {
        if (traced <= 0)
        {
            return 0;
        }

        if (!_traced.TryGetValue(traced, out var number))
        {
            _traced[traced] = number = ++_last;
        }

        return number;
    }

    void Forget()
    {
        foreach (var (ends, known) in _known.Where(static one => one.Value.Ended is not null).ToList())
        {
            _known.Remove(ends);
            _byCookie.Remove(known.Cookie);
        }
    }

    void Unuse(Known known)
    {
        if (known.Port is { } port)
        {
            known.Port = null;
            UsePort(port, -1);
        }
    }

    void UsePort(ushort port, int change)
    {
        _portUses.TryGetValue(port, out var uses);
        _portUses[port] = uses + change;
        if (uses + change == 0)
        {
            _portUses.Remove(port);
        }

        // A look is for few ports; who has many is not helped by a list of them.
        Ports = uses == 0 || uses + change == 0 ? _portUses.Keys.Take(MostPortsToldOf).ToArray() : Ports;
    }

    static SocketEnd Plain(SocketEnd end) => end with { Host = end.Host.Unmapped };

    sealed class Known(int number)
    {
        public int Number => number;

        public ulong Cookie { get; set; }

        public bool IsTraced { get; set; }

        public bool HasOwner { get; set; }

        /// <summary>Its local port, while that is counted.</summary>
        public ushort? Port { get; set; }

        public TimeSpan? Ended { get; set; }
    }
}
