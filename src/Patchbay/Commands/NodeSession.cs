using Patchbay.Services;
using Patchbay.Services.Models;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>A node from its start to its stop by a signal: what <c>up</c> and <c>serve</c> share.</summary>
sealed class NodeSession(Invocation invocation, NodeConfiguration configuration, string dataDirectory, int? readyDescriptor)
{
    readonly Report _report = invocation.Report;

    /// <summary>How the services divide their clients among threads.</summary>
    public ServerModel Model { get; init; } = ServerModel.Async;

    /// <summary>Starts, tells, waits for a signal, drains.</summary>
    /// <param name="services">What to start.</param>
    /// <param name="isNamed">The node can be reached by its services' names, through its data directory.</param>
    /// <returns><see cref="ExitCode.Done"/> only when nothing was cut.</returns>
    public async Task<ExitCode> RunAsync(IEnumerable<IService> services, bool isNamed)
    {
        var (stop, cut) = (invocation.Signals.Stop, invocation.Signals.Cut);
        await using var engine = EngineOption.Open(Model == ServerModel.Async ? configuration["engine"].Values[0] : EngineNames.Name(EngineKind.Sockets));
        var runsOn = Model == ServerModel.Async ? engine.Description : $"model: {ServerModels.Name(Model)} ({ServerModels.Describe(Model)})";
        using var loggers = new ReportLoggers(_report);
        using var claim = isNamed ? Claim() : null;
        await using var node = await Node.StartAsync(services, engine, configuration, dataDirectory, loggers, stop);
        claim?.Publish(runsOn, node.Services.ToDictionary(
            static running => running.Name, static IReadOnlyList<string> (running) => [.. running.Bound.Select(static address => address.Format())]));
        Tell(node, runsOn, canBeNamed: claim is not null);

        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, node.StopRequested);
        await WaitAsync(end.Token);
        return Tell(await DrainAsync(node, cut));
    }

    NodeStateFile? Claim()
    {
        try
        {
            if (NodeStateFile.TryClaim(dataDirectory) is { } claim)
            {
                return claim;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError(ExitCode.Permission, $"the data directory {dataDirectory} cannot be written: {error.Message.TrimEnd('.')}", "Choose another with --data DIR.", error);
        }

        var other = NodeStateFile.FindRunning(dataDirectory);
        _report.Say($"data: {dataDirectory} belongs to {(other is null ? "another node" : $"the node with pid {other.Pid}")}, which keeps the names; this one is reached by address. --data DIR gives it its own.");
        return null;
    }

    void Tell(Node node, string runsOn, bool canBeNamed)
    {
        var services = node.Services.Select(running => ToData(running, canBeNamed)).ToList();
        _report.Line(runsOn);
        foreach (var running in node.Services)
        {
            foreach (var move in running.Moves)
            {
                _report.Say($"{running.Name}: {move.Wanted} is held by {move.Holder ?? "a process that cannot be named from here"}; using {move.Used}");
                _report.Event("moved", new MovedData(running.Name, move.Wanted, move.Used, move.Holder), ProgramJson.Default.JsonEnvelopeMovedData);
            }

            foreach (var exposed in running.Bound.Where(BoundAddress.IsExposed))
            {
                _report.Say($"{running.Name}: {exposed} can be reached from other machines, {running.Service.Description.Exposure}");
            }
        }

        WriteTable(node.Services, canBeNamed);
        var ready = new ReadyData(Environment.ProcessId, runsOn, dataDirectory, services);
        _report.Document("ready", ready, ProgramJson.Default.JsonEnvelopeReadyData);
        ReadyOption.Tell(readyDescriptor, "ready", ready, ProgramJson.Default.JsonEnvelopeReadyData);
    }

    static ServiceData ToData(RunningService running, bool canBeNamed)
    {
        var (stream, datagram) = (running.Try(canBeNamed), running.TryDatagram);
        return new ServiceData(
            running.Name, [.. running.Bound.Select(static address => address.Format())],
            ProgramName.Command(stream ?? datagram!), stream is null || datagram is null ? null : ProgramName.Command(datagram));
    }

    /// <summary>A line for a service's streams and one for its datagrams, each with a command to try.</summary>
    void WriteTable(IReadOnlyList<RunningService> services, bool canBeNamed)
    {
        var rows = new List<(string Name, string Addresses, string Try)>();
        foreach (var running in services)
        {
            if (running.Try(canBeNamed) is { } stream)
            {
                rows.Add((running.Name, string.Join(' ', running.Streams), stream));
            }

            if (running.TryDatagram is { } datagram)
            {
                rows.Add((running.Streams.Count > 0 ? "" : running.Name, string.Join(' ', running.Datagrams), datagram));
            }
        }

        var (names, addresses) = (rows.Max(static row => row.Name.Length), rows.Max(static row => row.Addresses.Length));
        foreach (var row in rows)
        {
            _report.Line($"{_report.Bold(row.Name.PadRight(names))}  {row.Addresses.PadRight(addresses)}  {ProgramName.Command(row.Try)}");
        }
    }

    async Task<DrainReport> DrainAsync(Node node, CancellationToken cut)
    {
        var open = node.Services.Sum(static running => running.Service.Status.Connections);
        if (open > 0)
        {
            _report.Say($"stopping: {open} {(open == 1 ? "connection drains" : "connections drain")}; a second signal cuts");
        }

        return await node.StopAsync(cut);
    }

    ExitCode Tell(DrainReport report)
    {
        _report.Say($"stopped: {report.Drained} drained, {report.Cut} cut in {Duration.Format(report.Elapsed)}");
        _report.Event("stopped", new StoppedData(report.Drained, report.Cut, report.Elapsed.TotalSeconds), ProgramJson.Default.JsonEnvelopeStoppedData);
        return report.IsClean ? ExitCode.Done : ExitCode.Other;
    }

    static async Task WaitAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (stop.UnsafeRegister(static stopped => ((TaskCompletionSource)stopped!).TrySetResult(), stopped))
        {
            await stopped.Task;
        }
    }
}
