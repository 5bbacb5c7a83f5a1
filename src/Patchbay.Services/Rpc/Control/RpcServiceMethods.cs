using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Patchbay.Services.Accounts;
using Patchbay.Sockets;

namespace Patchbay.Services.Rpc;

/// <summary>The methods of the service <c>rpc</c>: the node's own, and some to try.</summary>
static class RpcServiceMethods
{
    const int MostSteps = 1_000_000;

    public static RpcHandlers Create(RpcService service)
    {
        var handlers = new RpcHandlers("patchbay rpc");
        AddSamples(handlers);
        AddCallback(handlers);
        AddNode(handlers, service);
        return handlers
            .Handle("auth", NodeJson.Default.AuthArgs, NodeJson.Default.AuthInfo, async (AuthArgs args, RpcContext context) =>
            {
                var user = await RpcSession.Of(context).LoginAsync(args.User, args.Password, context.CancellationToken);
                return new AuthInfo(user.Name, user.Rights.For(RpcPolicy.Service) == AccessLevel.Write ? "write" : "read");
            }, "logs this connection in");
    }

    static void AddSamples(RpcHandlers handlers) => handlers
        .Handle("echo", NodeJson.Default.JsonElement, NodeJson.Default.JsonElement, static (JsonElement args, CancellationToken _) => args, "gives its parameters back")
        .Handle("sum", NodeJson.Default.SumArgs, NodeJson.Default.Double, static (SumArgs args, CancellationToken _) => Finite(args.A + args.B), "adds two numbers")
        .Handle("count", NodeJson.Default.CountArgs, NodeJson.Default.Int32, static (CountArgs args, RpcContext context) => new ValueTask<int>(CountAsync(args, context)), "counts slowly, telling its progress: something to cancel");

    static void AddCallback(RpcHandlers handlers) => handlers
        .Handle("callback", NodeJson.Default.CallbackArgs, NodeJson.Default.JsonElement, static async ValueTask<JsonElement> (CallbackArgs args, RpcContext context) =>
        {
            var json = args.Params is { } given ? JsonSerializer.SerializeToUtf8Bytes(given, NodeJson.Default.JsonElement) : [];
            return JsonElement.Parse(await context.Connection.CallAsync(args.Method, json, context.CancellationToken));
        }, "calls a method of yours on this connection and gives you its result");

    static void AddNode(RpcHandlers handlers, RpcService service) => handlers
        .Handle("node.services", NodeJson.Default.RpcNoParams, NodeJson.Default.IReadOnlyListNodeServiceInfo,
            Telling<RpcNoParams, IReadOnlyList<NodeServiceInfo>>(_ => [.. Running(service).Select(static running => new NodeServiceInfo(
                running.Name, running.Service.Description.Summary, [.. running.Bound.Select(static address => address.Format())], running.Service.Status.Connections))]), "the services that run")
        .Handle("node.connections", NodeJson.Default.NodeConnectionsArgs, NodeJson.Default.IReadOnlyListNodeConnectionInfo,
            Telling<NodeConnectionsArgs, IReadOnlyList<NodeConnectionInfo>>(args => [.. (args.Service is { } name ? [Find(service, name)] : Running(service)).SelectMany(static running => running.Service.Connections.Select(one =>
                new NodeConnectionInfo(running.Name, one.Id, one.Local, one.Remote, one.Since, one.BytesReceived, one.BytesSent)))]), "the connections that services serve now")
        .Handle("node.status", NodeJson.Default.RpcNoParams, NodeJson.Default.NodeStatusInfo,
            Telling<RpcNoParams, NodeStatusInfo>(_ => StatusOf(service)), "the node's figures and each service's")
        .Handle("node.stop", NodeJson.Default.RpcNoParams, NodeJson.Default.Boolean, (RpcNoParams _, RpcContext context) =>
        {
            RpcSession.Of(context).Demand(changes: true);
            Control(service).RequestStop();
            return ValueTask.FromResult(true);
        }, "stops the node as a signal would: it drains and ends")
        .Handle("node.events", NodeJson.Default.NodeEventsArgs, NodeJson.Default.NodeSubscription, (NodeEventsArgs args, RpcContext context) =>
        {
            var session = RpcSession.Of(context);
            session.Demand(changes: false);
            var local = args.Service is { } name ? EndsOf(Find(service, name).Bound) : [];
            return ValueTask.FromResult(new NodeSubscription(session.Subscribe(new NodeEventFilter(local, args.Remote, args.Notes, EndsOf(service.Bound)))));
        }, "subscribes to steps of sockets: notifications node.event follow")
        .Handle("node.unsubscribe", NodeJson.Default.NodeSubscription, NodeJson.Default.Boolean,
            static (NodeSubscription args, RpcContext context) => new ValueTask<bool>(RpcSession.Of(context).UnsubscribeAsync(args.Subscription)), "ends a subscription, after its last event");

    static Func<TArgs, RpcContext, ValueTask<TResult>> Telling<TArgs, TResult>(Func<TArgs, TResult> tell) => (args, context) =>
    {
        RpcSession.Of(context).Demand(changes: false);
        return ValueTask.FromResult(tell(args));
    };

    static NodeStatusInfo StatusOf(RpcService service)
    {
        using var process = Process.GetCurrentProcess();
        return new NodeStatusInfo(
            process.Id, (DateTime.Now - process.StartTime).TotalSeconds, process.WorkingSet64,
            [.. Running(service).Select(static running => (running.Name, running.Service.Status)).Select(static one => new NodeServiceStatus(
                one.Name, one.Status.Connections, one.Status.Accepted, one.Status.Refused, one.Status.BytesReceived, one.Status.BytesSent,
                one.Status.Figures.DistinctBy(static figure => figure.Name).ToDictionary(static figure => figure.Name, static figure => figure.Value)))]);
    }

    static async Task<int> CountAsync(CountArgs args, RpcContext context)
    {
        if (args.To is < 0 or > MostSteps || args.Every is < 0 or > 60_000)
        {
            throw RpcInvalidParams.Because(args.To is < 0 or > MostSteps ? "to" : "every", $"must be from 0 to {(args.To is < 0 or > MostSteps ? MostSteps : 60_000)}");
        }

        for (var step = 1; step <= args.To; step++)
        {
            await Task.Delay(args.Every, context.CancellationToken);
            await context.ReportProgressAsync(step, NodeJson.Default.Int32);
        }

        return args.To;
    }

    static double Finite(double sum) => double.IsFinite(sum) ? sum : throw RpcInvalidParams.Because(null, "have a sum that is no number of JSON");

    static INodeControl Control(RpcService service) => service.Node ?? throw new RpcException(RpcErrorCodes.InternalError, "Internal error", RpcConnection.Reason("this service runs in no node"));

    static IReadOnlyList<RunningService> Running(RpcService service) => Control(service).Services;

    static RunningService Find(RpcService service, string name) =>
        Running(service).FirstOrDefault(running => running.Name == name)
        ?? throw RpcInvalidParams.Because("service", $"is none that runs here: {string.Join(", ", Running(service).Select(static running => running.Name))}");

    static IReadOnlyList<EndPoint> EndsOf(IReadOnlyList<Address> bound) => [.. bound.Where(static address => !address.IsDatagram()).SelectMany(static address => address.ToListenEndPoints())];
}
