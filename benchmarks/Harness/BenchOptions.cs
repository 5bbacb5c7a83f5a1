using System.Globalization;

namespace Patchbay.Benchmarks.Harness;

/// <summary>What the command line asked for. Null lists mean: all that the bench knows.</summary>
sealed record BenchOptions
{
    public const int ServerCore = 0, ClientCore = 1;

    public required string Bench { get; init; }
    public int Rounds { get; init; } = 5;
    public double Seconds { get; init; } = 2;
    public double WarmUp { get; init; } = 4;
    public IReadOnlyList<string>? Cells { get; init; }
    public IReadOnlyList<string>? Servers { get; init; }
    public bool Gate { get; init; }

    /// <summary>The repository.</summary>
    public string Root { get; } = Variable("PATCHBAY_BENCH_ROOT");

    /// <summary>Where the script put the C programs.</summary>
    public string Tools { get; } = Variable("PATCHBAY_BENCH_TOOLS");

    public static BenchOptions? Parse(IReadOnlyList<string> arguments, TextWriter errors)
    {
        if (arguments.Count == 0 || arguments[0] is not ("echo" or "models" or "udp" or "patch" or "http" or "web" or "chat" or "files" or "rpc" or "game" or "sockets" or "scan" or "idle" or "allocations"))
        {
            errors.WriteLine("bench: which one? echo, models, udp, patch, http, web, chat, files, rpc, game, sockets, scan, idle or allocations. More: ./bench --help");
            return null;
        }

        var options = new BenchOptions { Bench = arguments[0] };
        for (var i = 1; i < arguments.Count; i++)
        {
            var name = arguments[i];
            if (name == "--gate")
            {
                options = options with { Gate = true };
                continue;
            }

            if (i + 1 >= arguments.Count || options.With(name, arguments[++i]) is not { } next)
            {
                errors.WriteLine($"bench: {name} is not an option with a good value. More: ./bench --help");
                return null;
            }

            options = next;
        }

        return options;
    }

    public bool WantsCell(string name) => Cells is null || Cells.Contains(name);

    public bool WantsServer(ServerKind server) => Servers is null || Servers.Contains(server.Name) || Servers.Contains(server.Family);

    BenchOptions? With(string name, string value) => name switch
    {
        "--rounds" when int.TryParse(value, out var rounds) && rounds > 0 => this with { Rounds = rounds },
        "--seconds" when Number(value) is { } seconds and > 0 => this with { Seconds = seconds },
        "--warmup" when Number(value) is { } seconds and >= 0 => this with { WarmUp = seconds },
        "--cells" => this with { Cells = value.Split(',') },
        "--servers" => this with { Servers = value.Split(',') },
        _ => null,
    };

    static double? Number(string value) => double.TryParse(value, CultureInfo.InvariantCulture, out var number) ? number : null;

    static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? throw new BenchException($"{name} is not set: start me by ./bench.");
}
