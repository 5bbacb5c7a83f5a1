using System.Net;

namespace Patchbay.Probing;

/// <summary>
/// A scan from its plan to its result: which hosts are there, which of their ports are open, which services speak there, who listens on this machine. Runs once. What it has found can be
/// read at any time, from any thread.
/// </summary>
public sealed class PortScan
{
    const int MostDetections = 32;

    // How a host may be asked: as fast as it goes, or as others' hosts are.
    const byte Free = 1, Public = 2;

    readonly ScanRequest _request;
    readonly ScanParts _parts;
    readonly ScanStateFile? _state;
    readonly PortNames _names;
    readonly long _began;
    ScanRecorder? _recorder;
    int _phase;
    long _wanted, _done, _settledBefore;

    /// <summary>A scan that waits to be run.</summary>
    /// <param name="request">What to find out.</param>
    /// <param name="parts">What to work with.</param>
    /// <param name="arguments">The command line, as outputs tell it.</param>
    /// <param name="state">What to go on from and to write to; it has begun with the same plan.</param>
    /// <param name="names">The names of ports; null: those of the system.</param>
    /// <exception cref="ScanException">The method asked for cannot be used here.</exception>
    public PortScan(ScanRequest request, ScanParts parts, string arguments, ScanStateFile? state = null, PortNames? names = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(parts);
        (_request, _parts, _state, _names) = (request, parts, state, names ?? PortNames.System);
        var method = ChosenMethod.Choose(request.Method, parts.CanSendRaw);
        Results = new ScanResults(request.Plan);
        _began = parts.Time.GetTimestamp();
        Header = new ScanHeader(arguments, parts.Time.GetUtcNow(), method.Method, method.Words, request.Plan.Hosts.Length, request.Shard.CountOf(request.Plan.Count), request.Shard == ScanShard.Whole ? null : request.Shard.ToString());
    }

    /// <summary>What is scanned, and how.</summary>
    public ScanHeader Header { get; }

    /// <summary>What was found so far.</summary>
    public ScanResults Results { get; }

    /// <summary>Hosts that this machine has no route to, as far as that is known.</summary>
    public IReadOnlyList<ScanHost> WithoutRoute => [.. (_recorder?.WithoutRoute ?? []).Select(host => _request.Plan.Hosts[host])];

    /// <summary>Figures so far.</summary>
    public ScanCounts Counts { get; } = new();

    /// <summary>Where it stands.</summary>
    public ScanStatus Status()
    {
        var phase = (ScanPhase)Volatile.Read(ref _phase);
        var totals = Totals();
        var done = phase switch { ScanPhase.Hosts => totals.Up + totals.Down, ScanPhase.Ports => totals.Settled, _ => Volatile.Read(ref _done) };
        return new ScanStatus(phase, _parts.Time.GetElapsedTime(_began), done, Volatile.Read(ref _wanted), totals);
    }

    /// <summary>The result so far.</summary>
    /// <param name="ending">How it ended.</param>
    /// <param name="faults">Targets that were not scanned, in words.</param>
    /// <param name="all">Every port one by one.</param>
    public ScanReport Report(ScanEnding ending, IReadOnlyList<string> faults, bool all = false) => new(
        Header, _parts.Time.GetUtcNow(), ending, [.. Enumerable.Range(0, _request.Plan.Hosts.Length).Select(host => Results.Report(host, UsualName, all))], Totals(), _recorder?.Notices ?? [], faults);

    /// <summary>The report of one host so far.</summary>
    public HostResult ReportHost(int host) => Results.Report(host, UsualName, all: false);

    /// <summary>Hands what was noted for the state file to the system; called now and then, so that a pause of the network loses nothing.</summary>
    public void Flush() => _recorder?.Flush();

    /// <summary>Scans.</summary>
    /// <param name="observer">Who follows.</param>
    /// <param name="stop">Stops it; what was found stays.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="ScanException">An engine cannot be used here.</exception>
    public async Task<ScanEnding> RunAsync(IScanObserver observer, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(observer);
        _recorder = new ScanRecorder(_request.Plan, Results, _state, observer);
        observer.Began(Header);
        var services = _recorder.Replay();
        _settledBefore = Results.Totals.Settled;
        try
        {
            await FindHostsAsync(stop);
            await AskPortsAsync(stop);
            await LearnAsync(services, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        finally
        {
            _recorder.Flush();
            Enter(ScanPhase.Ended, 0);
        }

        return stop.IsCancellationRequested ? ScanEnding.Interrupted : ScanEnding.Complete;
    }

    /// <summary>How many probes of an earlier run need not be sent again.</summary>
    public long SettledBefore => Volatile.Read(ref _settledBefore);

    async Task FindHostsAsync(CancellationToken stop)
    {
        var plan = _request.Plan;
        var wanted = new bool[plan.Hosts.Length];
        var isPublic = false;
        for (var host = 0; host < wanted.Length; host++)
        {
            wanted[host] = Results.Host(host) is null && HasProbe(host);
            isPublic |= wanted[host] && IsPublic(host);
        }

        if (_request.SkipDiscovery)
        {
            for (var host = 0; host < wanted.Length; host++)
            {
                if (wanted[host])
                {
                    _recorder!.Found(new HostFinding(host, IsUp: true, _parts.Local.Has(plan.Hosts[host].Address) ? ProbeReason.LocalHost : ProbeReason.UserSet));
                }
            }

            return;
        }

        var count = wanted.Count(static one => one);
        Enter(ScanPhase.Hosts, count + Results.Totals.Up + Results.Totals.Down);
        if (count > 0)
        {
            var tuning = isPublic && _request.CapPublic ? _request.Tuning with { Rate = Math.Min(_request.Tuning.Rate ?? double.MaxValue, Math.Min(PublicRate.InAll, (long)count * PublicRate.PerHost)) } : _request.Tuning;
            await OnThreadAsync("discovery", () => _parts.Discovery().Run(new DiscoveryRun(plan, host => wanted[host], tuning, _recorder!, Counts), stop));
        }
    }

    async Task AskPortsAsync(CancellationToken stop)
    {
        var plan = _request.Plan;
        var wanted = new byte[plan.Hosts.Length];
        long probes = 0;
        for (var host = 0; host < wanted.Length; host++)
        {
            if (Results.Host(host) is { IsUp: true })
            {
                wanted[host] = (byte)(_request.CapPublic && IsPublic(host) ? Public : Free);
                probes += ProbesOf(host);
            }
        }

        stop.ThrowIfCancellationRequested();
        Enter(ScanPhase.Ports, probes);
        if (wanted.Contains(Free))
        {
            // A scan of everything asks nothing of each probe first.
            var isAll = _request.Shard == ScanShard.Whole && SettledBefore == 0 && wanted.All(static one => one == Free);
            await AskAsync(isAll ? null : probe => Is(probe, Free), _request.Tuning, stop);
        }

        // Each run keeps to what one host may get, and all of them to what all may get.
        var open = wanted.Count(static one => one == Public);
        if (open > 0)
        {
            var runs = Math.Min(open, PublicRate.Runs);
            await Task.WhenAll(Enumerable.Range(0, runs).Select(run =>
                AskAsync(probe => Is(probe, Public) && plan[probe].Host % runs == run, _request.Tuning with { Rate = Math.Min(_request.Tuning.Rate ?? double.MaxValue, PublicRate.PerHost) }, stop)));
        }

        stop.ThrowIfCancellationRequested();

        bool Is(long probe, byte kind) => _request.Shard.Has(probe) && wanted[plan[probe].Host] == kind && !Results.IsSettled(probe);
    }

    Task AskAsync(Predicate<long>? wanted, ScanTuning tuning, CancellationToken stop) =>
        OnThreadAsync("scan", () => _parts.Engine(Header.Method).Run(new ScanRun(_request.Plan, wanted, tuning, _recorder!, Counts), stop));

    async Task LearnAsync(IReadOnlyDictionary<(int Host, ushort Port), ServiceFinding> known, CancellationToken stop)
    {
        List<(int Host, PortResult Port)> open = [];
        Func<IPEndPoint, Linux.SocketHolder?>? listeners = null;
        for (var host = 0; host < _request.Plan.Hosts.Length; host++)
        {
            var (of, address) = (host, _request.Plan.Hosts[host].Address);
            var ports = Results.OpenPorts(host, UsualName);
            if (ports.Count > 0 && _parts.Local.Has(address))
            {
                listeners ??= _parts.Listeners(Header.IsUdp);
                ports = [.. ports.Select(port => port with { Holder = listeners(new IPEndPoint(address, port.Port)) })];
            }

            open.AddRange(ports.Select(port => (of, port)));
        }

        Enter(ScanPhase.Services, open.Count);
        Volatile.Write(ref _done, 0);
        var detector = _request.Services ? _parts.Detector() : null;
        await Parallel.ForEachAsync(open, new ParallelOptions { MaxDegreeOfParallelism = MostDetections, CancellationToken = stop }, async (one, token) =>
        {
            var (host, port) = one;
            var planned = _request.Plan.Hosts[host];
            var endPoint = new IPEndPoint(planned.Address, port.Port);
            var isKnown = known.TryGetValue((host, port.Port), out var service);
            if (!isKnown && detector is not null && !IsPrinter(port.Port))
            {
                service = await detector.DetectAsync(endPoint, Header.IsUdp ? ScanMethod.Udp : ScanMethod.Connect, planned.Name, token);
            }

            if (port.Holder is not null || service is not null)
            {
                _recorder!.Learned(host, port with { Service = service }, isNew: !isKnown);
            }

            Interlocked.Increment(ref _done);
        });
    }

    // Printers print what is sent to these (JetDirect).
    static bool IsPrinter(ushort port) => port is >= 9100 and <= 9107;

    string? UsualName(ushort port) => _names.NameOf(port, Header.IsUdp);

    bool IsPublic(int host) => AddressClasses.Of(_request.Plan.Hosts[host].Address) == AddressClass.Public && !_parts.Local.Has(_request.Plan.Hosts[host].Address);

    bool HasProbe(int host) => ProbesOf(host) > 0;

    // Those of this part: numbers from here on less numbers from the next host on.
    long ProbesOf(int host)
    {
        var first = _request.Plan.FirstOf(host);
        return _request.Shard.CountOf(first + _request.Plan.PortsOf(host).Length) - _request.Shard.CountOf(first);
    }

    void Enter(ScanPhase phase, long wanted)
    {
        Volatile.Write(ref _wanted, wanted);
        Volatile.Write(ref _phase, (int)phase);
    }

    ScanTotals Totals()
    {
        var (up, down, open, settled) = Results.Totals;
        return new ScanTotals(up, down, open, settled, Counts.Sent, Counts.Received, Counts.LocalErrors, Counts.Dropped);
    }

    // Engines keep their thread to themselves: none of the pool's is held.
    static Task OnThreadAsync(string name, Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                work();
                done.SetResult();
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        })
        { IsBackground = true, Name = name }.Start();
        return done.Task;
    }
}
