using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Patchbay.Probing;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>One run of <c>scan</c>: from the words on the command line to the outputs and the exit code.</summary>
sealed class ScanSession
{
    // Lines of --json=lines and progress on a terminal.
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

    // Progress as an event of --json=lines: once so many ticks.
    const int TicksOfProgress = 5;

    const int MostFaultsTold = 50;

    readonly Invocation _invocation;
    readonly ScanSettings _settings;
    readonly ScanParts _parts;
    readonly Report _report;
    readonly ScanVoice _voice;
    readonly List<(string Target, UserError Error)> _faults = [];

    public ScanSession(Invocation invocation, ScanSettings settings, ScanParts? parts = null)
    {
        (_invocation, _settings, _report, _parts) = (invocation, settings, invocation.Report, parts ?? ScanParts.OfThisMachine());
        CheckOutputs();
        _voice = new ScanVoice(invocation.Io, _report, draws: invocation.Io.ErrorIsTerminal && !_report.IsQuiet && !settings.Watch);
    }

    CancellationToken Stop => _invocation.Signals.Stop;

    public async Task<ExitCode> RunAsync()
    {
        using var state = _settings.State is { } path ? ScanStateFile.Open(path) : null;
        var (planned, names) = await PlanAsync(state);
        if (planned.Plan.Hosts.IsEmpty)
        {
            throw LastFault();
        }

        var request = new ScanRequest
        {
            Plan = planned.Plan,
            Method = _settings.Method,
            Tuning = _settings.Tuning,
            SkipDiscovery = _settings.SkipDiscovery,
            Services = _settings.Services,
            Shard = _settings.Shard,
            CapPublic = !_settings.HasRate,
        };
        foreach (var note in planned.Notes)
        {
            _voice.Say(note);
        }

        if (planned.PublicHosts > 0 && request.CapPublic)
        {
            _voice.Say($"{planned.PublicHosts} public {(planned.PublicHosts == 1 ? "host gets" : "hosts get")} {PublicRate.PerHost} probes/s each at most, {PublicRate.InAll:N0} in all; --rate N says otherwise");
        }

        if (_settings.DryRun)
        {
            return DryRun(request, planned);
        }

        state?.Begin(planned.Plan, _settings.IsUdp, _settings.Shard, names);
        return await ScanAsync(new PortScan(request, _parts, _settings.Arguments, state), state, planned.Plan);
    }

    async Task<(PlannedTargets Planned, IEnumerable<KeyValuePair<string, ImmutableArray<IPAddress>>> Names)> PlanAsync(ScanStateFile? state)
    {
        var known = state?.Names ?? new Dictionary<string, ImmutableArray<IPAddress>>();
        // An exclusion that is not understood must not be passed over.
        var excluded = await TargetResolver.ResolveAsync([.. _settings.Excluded.Select(text => TargetParser.Parse(text, PortNames.System))], null, known, Stop);
        if (excluded.Faults is [var unknown, ..])
        {
            throw Failures.Explain(unknown.Error);
        }

        List<ScanTarget> targets = [];
        foreach (var text in _settings.Targets)
        {
            try
            {
                targets.Add(TargetParser.Parse(text, PortNames.System, _settings.IsUdp));
            }
            catch (AddressFormatException error)
            {
                Add(new TargetFault(text, error));
            }
        }

        var (resolved, faults) = await TargetResolver.ResolveAsync(targets, _settings.Family, known, Stop);
        var planned = TargetPlanner.Plan(resolved, _settings.Ports, new TargetRules
        {
            AllowPublic = _settings.Authorized,
            Broadcasts = _parts.Local.Broadcasts,
            Family = _settings.Family,
            Excluded = [.. excluded.Resolved.SelectMany(static target => target.Target.Range is { } range ? [range] : target.Addresses.Select(static address => new AddressRange(address)))],
        });
        foreach (var fault in faults.Concat(planned.Faults))
        {
            Add(fault);
        }

        var names = resolved.Concat(excluded.Resolved).Where(static target => target.Target.Name is not null).Select(static target => KeyValuePair.Create(target.Target.Name!, target.Addresses)).DistinctBy(static pair => pair.Key);
        return (planned, names.ToList());
    }

    // Said at once, while the rest goes on; the last of them is said by the end when nothing is left to scan.
    void Add(TargetFault fault) => _faults.Add((fault.Target, Failures.Explain(fault.Error)));

    UserError LastFault()
    {
        TellFaults(0, _faults.Count - 1, null);
        return _faults[^1].Error;
    }

    void TellFaults(int first, int count, ScanLines? lines)
    {
        foreach (var (_, error) in _faults.Skip(first).Take(Math.Min(count, MostFaultsTold)))
        {
            _voice.Fault(error);
        }

        foreach (var (target, error) in _faults.Skip(first).Take(count))
        {
            lines?.Fault(target, error);
        }

        if (count > MostFaultsTold)
        {
            _voice.Say($"and so for {count - MostFaultsTold} more");
        }
    }

    ExitCode DryRun(ScanRequest request, PlannedTargets planned)
    {
        TellFaults(0, _faults.Count, null);
        var method = ChosenMethod.Choose(request.Method, _parts.CanSendRaw);
        var forecast = ScanForecast.Of(request, planned.PublicHosts);
        ScanPlanReport.Write(_invocation, request, method, forecast);
        return _faults.Count > 0 ? _faults[0].Error.Code : ExitCode.Done;
    }

    async Task<ExitCode> ScanAsync(PortScan scan, ScanStateFile? state, ScanPlan plan)
    {
        var lines = _report.Json == JsonMode.Lines ? new ScanLines(_invocation.Io.Output, _settings.All) : null;
        var watch = _settings.Watch ? new ScanWatchScreen(_invocation.Io.Output, _settings.IsUdp) : null;
        TellFaults(0, _faults.Count, null);
        _voice.Say($"scan of {plan.Hosts.Length:N0} {(plan.Hosts.Length == 1 ? "host" : "hosts")}, {scan.Header.Probes:N0} {(scan.Header.Probes == 1 ? "port" : "ports")}{(scan.Header.Shard is { } shard ? $" (part {shard})" : "")}; method: {scan.Header.MethodWords}");
        if (state is { IsResumed: true })
        {
            _voice.Say($"going on from {_settings.State}{(state.CutBytes > 0 ? $", without {state.CutBytes} bytes at its end that were no whole record" : "")}");
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var running = scan.RunAsync(new ScanFollower(lines, watch, _voice), stop.Token);
        foreach (var (target, error) in _faults)
        {
            lines?.Fault(target, error);
        }

        ScanEnding ending;
        watch?.Begin();
        try
        {
            await FollowAsync(scan, running, lines, watch);
            ending = await running;
            lines?.Flush();
        }
        catch (IOException)
        {
            // Nobody reads any more: engines end before what they write to is closed.
            await stop.CancelAsync();
            await running;
            throw;
        }
        finally
        {
            watch?.End();
            _voice.Clear();
        }

        var told = _faults.Count;
        foreach (var host in scan.WithoutRoute)
        {
            _faults.Add((host.Address.ToString(), new UserError(ExitCode.CannotConnect, $"this machine has no route to {host.Address}", $"`{ProgramName.Current} interfaces --route-to {host.Address}` shows what the routing table says.")));
        }

        TellFaults(told, _faults.Count - told, lines);
        return Finish(scan.Report(ending, [.. _faults.Select(static fault => $"{fault.Target}: {fault.Error.Message}")], _settings.All), lines);
    }

    async Task FollowAsync(PortScan scan, Task running, ScanLines? lines, ScanWatchScreen? watch)
    {
        var progress = new ScanProgress();
        for (var tick = 1; await Task.WhenAny(running, Task.Delay(Tick)) != running; tick++)
        {
            scan.Flush();
            var status = scan.Status();
            progress.Add(status);
            _voice.Progress(progress.Line());
            watch?.Draw(progress.Line());
            if (tick % TicksOfProgress == 0)
            {
                lines?.Progress(status, progress);
            }

            lines?.Flush();
        }

        await running;
    }

    ExitCode Finish(ScanReport result, ScanLines? lines)
    {
        var misses = _settings.Expected is { } expected ? ScanExpectation.Misses(result, expected) : [];
        if (_report.Json == JsonMode.Document)
        {
            ScanDocument.Write(_invocation.Io.Output, "scan", json =>
            {
                ScanJson.Write(json, result);
                WriteMisses(json, misses);
            });
        }

        lines?.End(result, misses);
        if (_settings.Xml != "-" && _settings.Grepable != "-")
        {
            _report.Line(ScanTable.Format(result).TrimEnd('\n'));
        }

        ScanFiles.Write(_invocation.Io.Output, _settings, result);
        _voice.Say(ScanTable.Summary(result));
        foreach (var miss in misses.Take(MostFaultsTold))
        {
            _voice.Fault(new UserError(ExitCode.Expectation, miss));
        }

        if (misses.Count > MostFaultsTold)
        {
            _voice.Say($"{misses.Count - MostFaultsTold} more differences");
        }

        return result.Ending == ScanEnding.Interrupted ? _invocation.Signals.ExitCode
            : misses.Count > 0 ? ExitCode.Expectation
            : _faults.Count > 0 ? _faults[0].Error.Code
            : ExitCode.Done;
    }

    void CheckOutputs()
    {
        string[] toStdout =
        [
            .. _report.Json != JsonMode.None ? ["--json"] : Array.Empty<string>(),
            .. _settings.Xml == "-" ? ["--xml -"] : Array.Empty<string>(),
            .. _settings.Grepable == "-" ? ["--grepable -"] : Array.Empty<string>(),
            .. _settings.Watch ? ["--watch"] : Array.Empty<string>(),
        ];
        if (toStdout.Length > 1)
        {
            throw new UserError(ExitCode.Usage, $"{string.Join(" and ", toStdout)} all want stdout", "Write --xml or --grepable to a file.");
        }

        if (_settings.Watch && !_invocation.Io.OutputIsTerminal)
        {
            throw new UserError(ExitCode.Usage, "--watch draws on a terminal, and stdout is none", $"For programs: {GlobalOptions.JsonLinesText}.");
        }
    }

    /// <summary>What is not as expected; nothing when nobody said what is expected.</summary>
    public static void WriteMisses(Utf8JsonWriter json, IReadOnlyList<string> misses)
    {
        json.WriteStartArray("unexpected");
        foreach (var miss in misses)
        {
            json.WriteStringValue(miss);
        }

        json.WriteEndArray();
    }
}
