using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>What is known of one socket of a recording, from its birth on. Not thread-safe.</summary>
public sealed class SocketLife
{
    const int MostKept = 1024;
    const int MostStates = 64;

    readonly List<StateEvent> _traced = [];
    readonly List<StateEvent> _looked = [];
    TcpState? _told;

    internal SocketLife(int number) => Number = number;

    /// <summary>The socket's number in the recording.</summary>
    public int Number { get; }

    /// <summary>What it is and which ends it has, as last told; null while nothing was.</summary>
    public SocketNamedEvent? Name { get; private set; }

    /// <summary>The other end of the connection, where it is recorded too.</summary>
    public SocketLife? Peer { get; internal set; }

    /// <summary>It listens, or came to be by accept(2): the side that is drawn on the right.</summary>
    public bool IsPassive { get; internal set; }

    /// <summary>The descriptor it was first seen under; -1 where none was.</summary>
    public int Descriptor { get; internal set; } = -1;

    /// <summary>The process that made it or was first seen to use it; 0 where none was.</summary>
    public int Maker { get; internal set; }

    /// <summary>When it was first heard of.</summary>
    public TimeSpan Born { get; internal init; }

    internal Latest<CallEvent> Calls { get; } = new(MostKept);

    /// <summary>In the order of time.</summary>
    internal IReadOnlyList<StateEvent> States => HasTraced ? _traced : _looked;

    /// <summary>Where it connected to, or tried.</summary>
    internal SocketEnd? Target => Name?.Remote is { Port: > 0 } remote ? remote : Calls.LastOrDefault(static call => call.Name == "connect")?.Address;

    internal Latest<GaugeEvent> Gauges { get; } = new(256);

    internal Latest<SegmentEvent> Segments { get; } = new(256);

    internal StreamLedger Sent { get; } = new();

    internal StreamLedger Received { get; } = new();

    /// <summary>Its bytes were counted from the first: it was born in this recording.</summary>
    internal bool IsWhole { get; set; }

    /// <summary>That reads are not writes was said of it.</summary>
    internal bool WasFramingTold { get; set; }

    /// <summary>TCP, as far as is known.</summary>
    internal bool IsTcp => Name is { Protocol: ProtocolType.Tcp } || States.Count > 0;

    /// <summary>The state at a moment; null where none was told before.</summary>
    internal TcpState? StateAt(TimeSpan at) => States.LastOrDefault(state => state.At <= at)?.To;

    /// <summary>When it went into the state in which it is at a moment.</summary>
    internal StateEvent? LastState(TimeSpan before) => States.LastOrDefault(state => state.At < before);

    internal GaugeEvent? GaugeAt(TimeSpan at) => Gauges.LastOrDefault(gauge => gauge.At <= at);

    /// <summary>The thread that used it last before a moment; 0 for none.</summary>
    internal int ThreadAt(TimeSpan at) => Calls.LastOrDefault(call => call.At <= at)?.ThreadId ?? 0;

    /// <summary>The process that used it last before a moment; 0 for none.</summary>
    internal int HolderAt(TimeSpan at) => Calls.LastOrDefault(call => call.At <= at)?.ProcessId ?? Maker;

    /// <summary>The call that sent this end's FIN, or would have.</summary>
    internal CallEvent? FinishedBefore(TimeSpan at) => Calls.FirstOrDefault(call => call.At <= at && CallKinds.Finishes(call));

    internal CallEvent? ClosedBefore(TimeSpan at) => Calls.LastOrDefault(call => call.At <= at && call.Result == 0 && CallKinds.Closes(call));

    internal void Take(SocketNamedEvent name) => Name = Name is null ? name : Name with
    {
        Inode = name.Inode != 0 ? name.Inode : Name.Inode,
        Cookie = name.Cookie != 0 ? name.Cookie : Name.Cookie,
        Family = name.Family != default ? name.Family : Name.Family,
        Type = name.Type != default ? name.Type : Name.Type,
        Protocol = name.Protocol != default ? name.Protocol : Name.Protocol,
        Local = name.Local ?? Name.Local,
        Remote = name.Remote ?? Name.Remote,
        Path = name.Path ?? Name.Path,
        Peer = name.Peer != 0 ? name.Peer : Name.Peer,
        Owner = name.Owner ?? Name.Owner,
    };

    /// <summary>Keeps a change of state. Where the tracepoints tell, what is looked at now and then counts no more; but the table alone tells of TIME_WAIT.</summary>
    internal void Take(StateEvent state)
    {
        if (state.Source == LifeSource.Tracepoints)
        {
            Insert(_traced, state);
        }
        else
        {
            Insert(_looked, state);
            if (state.To == TcpState.TimeWait)
            {
                Insert(_traced, state);
            }
        }

        IsPassive |= state.To is TcpState.Listen or TcpState.SynReceived;
    }

    /// <summary>A change as it is to be told, in the order of time; null for what is no news: several sources tell the same, and some of them late.</summary>
    internal StateEvent? News(StateEvent state)
    {
        var isLook = state.Source != LifeSource.Tracepoints;
        if (state.To == _told || (isLook && state.To != TcpState.TimeWait && HasTraced) || (isLook && _told is { } told && IsBackward(told, state.To)))
        {
            return null;
        }

        var news = state with { From = _told ?? (state.From == state.To ? null : state.From) };
        _told = state.To;
        return news;
    }

    static void Insert(List<StateEvent> states, StateEvent state)
    {
        if (states.Count >= MostStates)
        {
            states.RemoveAt(0);
        }

        var at = states.Count;
        while (at > 0 && states[at - 1].At > state.At)
        {
            at--;
        }

        states.Insert(at, state);
    }

    bool HasTraced => _traced.Exists(static state => state.Source == LifeSource.Tracepoints);

    static bool IsBackward(TcpState from, TcpState to) => from == TcpState.TimeWait ? to != TcpState.Closed : from != TcpState.Closed && Rank(to) < Rank(from);

    static int Rank(TcpState state) => state switch
    {
        TcpState.Listen => 0,
        TcpState.SynSent or TcpState.SynReceived => 1,
        TcpState.Established => 2,
        TcpState.CloseWait or TcpState.FinWait1 => 3,
        TcpState.FinWait2 or TcpState.Closing or TcpState.LastAck => 4,
        TcpState.TimeWait => 5,
        _ => 6,
    };
}
