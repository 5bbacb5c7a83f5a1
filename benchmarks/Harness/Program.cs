using Patchbay.Benchmarks.Harness;

if (BenchOptions.Parse(args, Console.Error) is not { } options)
{
    return 2;
}

try
{
    var report = options.Bench switch
    {
        "echo" => EchoBench.Run(options),
        "models" => ModelsBench.Run(options),
        "udp" => UdpBench.Run(options),
        "patch" => PatchBench.Run(options),
        "chat" => ChatBench.Run(options),
        "http" => HttpBench.Run(options),
        "rpc" => RpcBench.Run(options),
        "web" => WebBench.Run(options),
        "files" => FilesBench.Run(options),
        "game" => GameBench.Run(options),
        "sockets" => SocketsBench.Run(options),
        "scan" => ScanBench.Run(options),
        "idle" => IdleBench.Run(options),
        _ => AllocationsBench.Run(options),
    };
    Console.WriteLine(report.ToMarkdown());
    Console.WriteLine(report.Write(options));
    return options.Gate && report.Gates.Any(gate => gate.Met != true) ? 99 : 0;
}
catch (BenchException error)
{
    Console.Error.WriteLine($"bench: {error.Message}");
    return 1;
}
