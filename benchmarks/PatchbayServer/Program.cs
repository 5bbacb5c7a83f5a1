// Our engines under test: `patchbay-server echo|udp|rpc|game|http sockets|uring|uring-pinned`. Echo runs as services do, a ConnectionDelegate in a
// ConnectionHost, udp in a DatagramHost, rpc is the service, game the game's transport alone, game-ticks the whole game, http is Kestrel on our engine.
// `patchbay-server echo iterative|threads|pool`: the blocking models.
using Patchbay.Benchmarks.PatchbayServer;
using Patchbay.Services.Models;
using Patchbay.Sockets;

if (args is ["echo", "iterative" or "threads" or "pool"])
{
    await ModelServer.RunAsync(ServerModels.Parse(args[1]));
    return 0;
}

switch (args)
{
    case ["game-load", .. var load]:
        GameLoad.Run(load);
        return 0;
    case ["game-bots", .. var bots]:
        GameTicks.Play(bots);
        return 0;
}

EngineKind? kind = args is [_, var name]
    ? name switch
    {
        "sockets" => EngineKind.Sockets,
        "uring" => EngineKind.Uring,
        "uring-pinned" => EngineKind.UringPinned,
        _ => null,
    }
    : null;

if (kind is null || args[0] is not ("echo" or "udp" or "rpc" or "http" or "game" or "game-ticks"))
{
    Console.Error.WriteLine("usage: patchbay-server echo|udp|rpc|http|game|game-ticks sockets|uring|uring-pinned, or: patchbay-server echo iterative|threads|pool");
    return 2;
}

try
{
    await (args[0] switch
    {
        "echo" => EchoServer.RunAsync(kind.Value),
        "udp" => UdpServer.RunAsync(kind.Value),
        "rpc" => RpcServer.RunAsync(kind.Value),
        "game" => GameEchoServer.RunAsync(kind.Value),
        "game-ticks" => GameTicks.ServeAsync(kind.Value),
        _ => HttpServer.RunAsync(kind.Value),
    });
    return 0;
}
catch (EngineUnavailableException error)
{
    Console.Error.WriteLine($"patchbay-server: {error.Message}");
    return 4;
}
