namespace Patchbay.Observation;

/// <summary>A recording ordered for judging: by socket, with both ends of a connection joined where both were recorded.</summary>
public sealed class CaseHistory
{
    readonly Dictionary<int, CaseSocket> _sockets = [];
    readonly Dictionary<int, string> _names = [];

    CaseHistory(IReadOnlyList<LifeEvent> events, TimeSpan end, IReadOnlyList<SocketRow> listeners)
    {
        (Events, End, Listeners) = (events, end, listeners);
        foreach (var seen in events)
        {
            if (seen is ProcessEvent { Name: { } name } process)
            {
                _names[process.ProcessId] = name;
            }

            if (seen.Socket > 0)
            {
                if (!_sockets.TryGetValue(seen.Socket, out var socket))
                {
                    _sockets[seen.Socket] = socket = new CaseSocket(seen.Socket);
                }

                socket.Add(seen);
            }
        }

        JoinPeers();
        // What a running program had before the watch, and has not touched since, is its own.
        var first = events.OfType<ProcessEvent>().FirstOrDefault()?.ProcessId ?? 0;
        foreach (var socket in _sockets.Values.Where(static socket => socket.ProcessId == 0))
        {
            socket.ProcessId = first;
        }
    }

    /// <summary>Everything, in the order in which it happened.</summary>
    public IReadOnlyList<LifeEvent> Events { get; }

    /// <summary>When the recording ended.</summary>
    public TimeSpan End { get; }

    /// <summary>What listened on this machine while the program was watched, of whomever.</summary>
    public IReadOnlyList<SocketRow> Listeners { get; }

    /// <summary>The sockets, by their numbers.</summary>
    public IReadOnlyCollection<CaseSocket> Sockets => _sockets.Values;

    /// <summary>The calls of everything, in order.</summary>
    public IEnumerable<CallEvent> Calls => Events.OfType<CallEvent>();

    /// <summary>Orders a recording.</summary>
    /// <param name="events">The events; they need not be in order.</param>
    /// <param name="end">When it ended; null for the last event.</param>
    /// <param name="listeners">What listened on this machine meanwhile.</param>
    public static CaseHistory Of(IReadOnlyList<LifeEvent> events, TimeSpan? end = null, IReadOnlyList<SocketRow>? listeners = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        // A call is told when it returned, and is about when it was entered.
        List<LifeEvent> ordered = [.. events.OrderBy(static seen => seen.At)];
        var last = ordered.Count == 0 ? default : ordered.Max(static seen => seen is CallEvent call ? call.At + call.Took : seen.At);
        return new(ordered, end is { } told && told > last ? told : last, listeners ?? []);
    }

    /// <summary><c>python3 (pid 12)</c>.</summary>
    public string Who(int process) => _names.TryGetValue(process, out var name) ? $"{name} (pid {process})" : $"process {process}";

    void JoinPeers()
    {
        var byEnds = new Dictionary<(SocketEnd, SocketEnd), CaseSocket>();
        foreach (var socket in _sockets.Values.Where(static socket => socket is { Local: not null, Remote.Port: > 0, IsStream: true }))
        {
            byEnds[(Plain(socket.Local!.Value), Plain(socket.Remote!.Value))] = socket;
        }

        foreach (var socket in _sockets.Values)
        {
            socket.Peer = _sockets.GetValueOrDefault(socket.PeerNumber)
                ?? (socket is { Local: { } local, Remote: { Port: > 0 } remote } ? byEnds.GetValueOrDefault((Plain(remote), Plain(local))) : null);
        }
    }

    static SocketEnd Plain(SocketEnd end) => end with { Host = end.Host.Unmapped };
}
