using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>
/// Looks at the kernel's table again and again: states, buffers, owners. Needs no rights; what lives and dies between two looks is not seen. The rate is bounded, and a look that
/// takes long is followed by a longer rest.
/// </summary>
/// <param name="clock">The recording's.</param>
/// <param name="ports">The ports to look for at that moment; every socket that has one at either end. Null or none: no look.</param>
sealed class TableSource(LifeClock clock, Func<IReadOnlyCollection<ushort>> ports) : IHostSource
{
    static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);

    // A look costs at most a tenth of the time.
    const int RestOfWork = 9;

    // A longer filter than this costs more than it saves, and the table of a busy host is not for reading fifty times a second.
    const int MostPorts = 64;

    readonly ManualResetEventSlim _stop = new();
    readonly Dictionary<(SocketEnd, SocketEnd), (SocketRow Row, int Look)> _known = [];
    int _look;

    public LifeSource Source => LifeSource.Table;

    public long Losses => 0;

    public void Run(Action<HostSighting> saw)
    {
        var rest = TimeSpan.Zero;
        while (!_stop.Wait(rest))
        {
            var wanted = ports();
            var before = clock.Now;
            if (wanted.Count is > 0 and <= MostPorts)
            {
                Look(wanted, saw);
            }

            var work = (clock.Now - before) * RestOfWork;
            rest = work > Rest ? work : Rest;
        }
    }

    public void Stop() => _stop.Set();

    public void Dispose() => _stop.Dispose();

    void Look(IReadOnlyCollection<ushort> wanted, Action<HostSighting> saw)
    {
        var filter = SocketFilter.Parse(string.Join(" or ", wanted.Select(static port => $"sport = :{port} or dport = :{port}")), new SystemFilterNames());
        _look++;
        // Owners cost a walk over every process: asked for only when there is a socket that was not there before.
        var rows = Read(filter, SocketDetails.TcpInfo | SocketDetails.Memory);
        if (rows.Any(row => row.Inode != 0 && !_known.ContainsKey((row.Local, row.Remote))))
        {
            rows = Read(filter, SocketDetails.TcpInfo | SocketDetails.Memory | SocketDetails.Owners);
        }

        var now = clock.Now;
        foreach (var row in rows)
        {
            Tell(row, now, saw);
        }

        foreach (var (ends, (row, look)) in _known)
        {
            if (look != _look)
            {
                _known.Remove(ends);
                saw(new HostSighting(new StateEvent { At = now, To = TcpState.Closed, Source = Source }, row.Local, row.Remote, row.Cookie));
            }
        }
    }

    static IReadOnlyList<SocketRow> Read(SocketFilter filter, SocketDetails details) => SocketTable.ReadAll(new SocketQuery { Tables = SocketTables.Tcp, Filter = filter, Details = details });

    void Tell(SocketRow row, TimeSpan now, Action<HostSighting> saw)
    {
        var ends = (row.Local, row.Remote);
        _known.TryGetValue(ends, out var before);
        _known[ends] = (row, _look);
        if (before.Row?.State != row.State)
        {
            saw(Sighting(row, new StateEvent { At = now, To = row.State, Source = Source }));
        }

        if (row.State != TcpState.TimeWait && (before.Row is null || Levels(before.Row) != Levels(row)))
        {
            saw(Sighting(row, new GaugeEvent
            {
                At = now,
                State = row.State,
                Unread = row.ReceiveQueue,
                ReceiveRoom = row.IsListener ? row.SendQueue : row.Memory?.ReceiveLimit ?? 0,
                Unsent = row.IsListener ? 0 : row.Tcp?.NotSent ?? 0,
                Unacknowledged = row.IsListener ? 0 : Math.Max(0, row.SendQueue - (long)(row.Tcp?.NotSent ?? 0)),
                SendRoom = row.Memory?.SendLimit ?? 0,
                Timer = row.Timer,
                Retransmits = row.Tcp?.TotalRetransmits ?? 0,
                RoundTrip = TimeSpan.FromMicroseconds(row.Tcp?.RoundTrip ?? 0),
                Source = Source,
            }));
        }
    }

    static HostSighting Sighting(SocketRow row, LifeEvent one) => new(one, row.Local, row.Remote, row.Cookie, row.Owners.Count > 0 ? row.Owners[0] : null);

    static (uint, uint, SocketTimer, uint?) Levels(SocketRow row) => (row.ReceiveQueue, row.SendQueue, row.Timer, row.Tcp?.TotalRetransmits);
}
