namespace Patchbay.Probing;

/// <summary>Takes what engines find, once each: into the results, the state file and to whoever follows. Thread-safe, so that engines may run side by side.</summary>
sealed class ScanRecorder(ScanPlan plan, ScanResults results, ScanStateFile? state, IScanObserver observer) : IScanSink
{
    const int MostNotices = 100;

    readonly Lock _lock = new();
    readonly List<string> _notices = [];
    readonly SortedSet<int> _withoutRoute = [];
    bool _stateFailed;

    /// <summary>Hosts that this machine has no route to.</summary>
    public IReadOnlyList<int> WithoutRoute
    {
        get
        {
            lock (_lock)
            {
                return [.. _withoutRoute];
            }
        }
    }

    public IReadOnlyList<string> Notices
    {
        get
        {
            lock (_lock)
            {
                return [.. _notices];
            }
        }
    }

    public void Found(in PortFinding finding)
    {
        lock (_lock)
        {
            if (results.Add(finding))
            {
                // With an errno our own system says so; a router would say it by ICMP.
                if (finding is { Reason: ProbeReason.NetUnreachable, Errno: not 0 })
                {
                    _withoutRoute.Add(finding.Host);
                }

                Keep(finding);
                observer.Found(plan.Hosts[finding.Host], finding);
            }
        }
    }

    public void Found(in HostFinding finding)
    {
        lock (_lock)
        {
            if (results.Add(finding))
            {
                if (finding is { IsUp: false, Reason: ProbeReason.NetUnreachable, Reporter: null })
                {
                    _withoutRoute.Add(finding.Host);
                }

                Keep(finding);
                observer.Found(plan.Hosts[finding.Host], finding);
            }
        }
    }

    public void Learned(int host, PortResult port, bool isNew)
    {
        lock (_lock)
        {
            results.Learn(host, port);
            if (isNew && port.Service is { } service)
            {
                Write(() => state?.Add(host, port.Port, service));
            }

            observer.Learned(plan.Hosts[host], port);
        }
    }

    // The same sentence once is enough.
    public void Notice(string sentence)
    {
        lock (_lock)
        {
            if (_notices.Count < MostNotices && !_notices.Contains(sentence))
            {
                _notices.Add(sentence);
                observer.Notice(sentence);
            }
        }
    }

    /// <summary>What an earlier run had found; it is in the state file already.</summary>
    public IReadOnlyDictionary<(int Host, ushort Port), ServiceFinding> Replay()
    {
        Dictionary<(int, ushort), ServiceFinding> services = [];
        lock (_lock)
        {
            foreach (var record in state?.Records ?? [])
            {
                switch (record)
                {
                    case StateRecord.OfHost { Finding: var host } when (uint)host.Host < (uint)plan.Hosts.Length && results.Add(host):
                        observer.Found(plan.Hosts[host.Host], host);
                        break;
                    case StateRecord.OfPort { Finding: var port } when (uint)port.Host < (uint)plan.Hosts.Length && results.Add(port):
                        observer.Found(plan.Hosts[port.Host], port);
                        break;
                    case StateRecord.OfService service:
                        services[(service.Host, service.Port)] = service.Finding;
                        break;
                }
            }
        }

        return services;
    }

    public void Flush() => Write(() => state?.Flush());

    void Keep(HostFinding finding) => Write(() => state?.Add(finding));

    void Keep(PortFinding finding)
    {
        // What failed here is asked again by whoever resumes.
        if (finding.State != PortState.Unknown && state is not null)
        {
            Write(() => state.Add(finding));
        }
    }

    void Write(Action write)
    {
        if (_stateFailed)
        {
            return;
        }

        try
        {
            write();
        }
        catch (IOException error)
        {
            _stateFailed = true;
            Notice($"the state file can no longer be written ({error.Message.TrimEnd('.')}): the scan goes on, and could not be resumed from here");
        }
    }
}
