using System.Diagnostics;

namespace Patchbay.Observation;

/// <summary>
/// Looks at the table of sockets again and again while a program is watched, and judges what is the program's. Only the program's ports and the listeners are asked for, and whose a
/// socket is the recording tells: on a host with very many sockets a look stays cheap. Fed by one thread and polling on another.
/// </summary>
/// <param name="isRunning">The program ran before the watch.</param>
/// <param name="begin">When the recording began, as <see cref="TraceRequest.Start"/>.</param>
sealed class TableWatch(bool isRunning, long begin)
{
    // More ports than that are not worth a filter.
    const int MostPorts = 100;

    static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(300);
    static readonly TimeSpan Span = TimeSpan.FromSeconds(1.1);

    static readonly SocketFilter Listening = SocketFilter.Parse("state listening", new SystemFilterNames());

    readonly Lock _lock = new();
    readonly HashSet<int> _processes = [];
    readonly HashSet<ushort> _ports = [];
    readonly Dictionary<int, string> _names = [];
    readonly Dictionary<int, SocketOwner> _ownerOf = [];
    readonly Dictionary<ulong, int> _numberOf = [];
    readonly Dictionary<(int, string), Finding> _findings = [];
    readonly Dictionary<ulong, SocketRow> _listeners = [];
    readonly Queue<HostMoment> _moments = new();
    HostMoment? _start;

    /// <summary>What the table does not show.</summary>
    public IReadOnlyList<string> Missing { get; private set; } = [];

    /// <summary>How many connections waited for each listener of the program, look by look; to be read when polling is over.</summary>
    public List<GaugeEvent> Gauges { get; } = [];

    /// <summary>What was found; to be read when polling is over.</summary>
    public IReadOnlyCollection<Finding> Findings => _findings.Values;

    /// <summary>Everything that listened on this machine meanwhile, with the processes that hold it now.</summary>
    public IReadOnlyList<SocketRow> Listeners()
    {
        try
        {
            foreach (var row in SocketTable.ReadAll(new SocketQuery { Tables = SocketTables.Tcp, Filter = Listening, Details = SocketDetails.Owners }))
            {
                _listeners[row.Cookie] = row;
            }
        }
        catch (ObservationException)
        {
            // What polling has seen is there.
        }

        return [.. _listeners.Values];
    }

    /// <summary>Learns from the recording whose each socket is, and at which ports to look.</summary>
    public void Learn(LifeEvent seen)
    {
        lock (_lock)
        {
            switch (seen)
            {
                case ProcessEvent { Step: ProcessStep.Started or ProcessStep.Executed } process:
                    _processes.Add(process.ProcessId);
                    _names[process.ProcessId] = process.Name ?? "";
                    break;
                case ProcessEvent { Step: ProcessStep.Forked } process:
                    _processes.Add(process.Code);
                    _names.TryAdd(process.Code, _names.GetValueOrDefault(process.ProcessId, ""));
                    break;
                case SocketNamedEvent named:
                    _numberOf[named.Cookie] = named.Socket;
                    if (isRunning && _processes.Count > 0)
                    {
                        // What it had before the watch; it may be blocked in a call that began then, and is not seen.
                        var process = _processes.First();
                        _ownerOf.TryAdd(named.Socket, new SocketOwner(process, _names[process], -1));
                    }

                    AddPort(named.Local);
                    // The other end may be the program's own, and is worth a look when it is this machine's.
                    AddPort(named.Remote);
                    break;
                case CallEvent call:
                    Own(call.Socket, call);
                    Own(call.MadeSocket, call);
                    break;
            }
        }
    }

    /// <summary>Looks until it is over, and once more then.</summary>
    public async Task PollAsync(CancellationToken over)
    {
        var range = EphemeralRange.Read();
        while (true)
        {
            var start = Stopwatch.GetTimestamp();
            var isLast = over.IsCancellationRequested;
            try
            {
                Judge(Look(), range);
            }
            catch (ObservationException error)
            {
                Missing = [$"the table of sockets: {error.Message}"];
                return;
            }

            if (isLast)
            {
                return;
            }

            // A large table is read less often: watching must not be the load.
            var took = Stopwatch.GetElapsedTime(start) * 4;
            await Task.Delay(took > Pace ? took : Pace, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    void Own(int socket, CallEvent call)
    {
        if (socket > 0)
        {
            _ownerOf.TryAdd(socket, new SocketOwner(call.ProcessId, _names.GetValueOrDefault(call.ProcessId, ""), call.Descriptor));
        }
    }

    void AddPort(SocketEnd? end)
    {
        if (end is { Port: > 0 } known)
        {
            _ports.Add(known.Port);
        }
    }

    HostMoment Look()
    {
        var rows = new Dictionary<ulong, SocketRow>();
        Read(new SocketQuery { Tables = SocketTables.Tcp, Filter = Listening }, rows);
        foreach (var (cookie, row) in rows)
        {
            _listeners[cookie] = row;
        }

        SocketFilter? ports;
        lock (_lock)
        {
            ports = _ports.Count is 0 or > MostPorts ? null : new SocketFilter(_ports.Select(static FilterTerm (port) => new PortTerm(true, port, port)).Aggregate(static (left, right) => new OrTerm(left, right)));
            if (_ports.Count > 0)
            {
                Read(new SocketQuery { Tables = SocketTables.Tcp | SocketTables.Udp, Filter = ports, Details = SocketDetails.TcpInfo | SocketDetails.Memory }, rows);
            }

            foreach (var row in rows.Values)
            {
                if (_numberOf.TryGetValue(row.Cookie, out var number) && _ownerOf.TryGetValue(number, out var owner))
                {
                    row.Owners = [owner with { Name = _names.GetValueOrDefault(owner.Pid, owner.Name) }];
                    if (row.IsListener)
                    {
                        Gauges.Add(new GaugeEvent { At = Stopwatch.GetElapsedTime(begin), Socket = number, State = row.State, Unread = row.ReceiveQueue, ReceiveRoom = row.SendQueue, Source = LifeSource.Table });
                    }
                }
            }

            return new(Stopwatch.GetElapsedTime(0), [.. rows.Values], NetCounters.Read(), HostReader.Processes(_processes));
        }
    }

    static void Read(SocketQuery query, Dictionary<ulong, SocketRow> rows)
    {
        using var reader = SocketTable.Open(query);
        while (reader.Read())
        {
            rows[reader.Row.Cookie] = reader.Row.Copy();
        }
    }

    void Judge(HostMoment now, EphemeralRange? range)
    {
        // The last moment that is far enough away; the first one when there is none yet.
        while (_moments.Count > 1 && now.At - _moments.ElementAt(1).At >= Span)
        {
            _moments.Dequeue();
        }

        _moments.Enqueue(now);
        // What a process that ran before had dropped when the watch began is not of now; a program that we started had nothing then.
        _start ??= isRunning ? now : now with { Rows = [] };
        foreach (var found in DoctorRules.Judge(new HostView(_moments.Peek(), now, range) { Start = _start }).Where(IsOfProgram))
        {
            _findings[(found.Rule.Number, found.Sign.Subject)] = found;
        }
    }

    bool IsOfProgram(Finding found)
    {
        lock (_lock)
        {
            return _processes.Contains(found.Sign.ProcessId);
        }
    }
}
