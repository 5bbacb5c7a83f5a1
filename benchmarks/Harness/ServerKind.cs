namespace Patchbay.Benchmarks.Harness;

/// <summary>A server that can be put under test.</summary>
/// <param name="Name">What results call it.</param>
/// <param name="Family">The group an option or a ratio names: <c>c</c>, <c>kestrel</c>, <c>inline</c>, <c>nginx</c> or <c>ours</c>.</param>
/// <param name="Command">The program and its arguments for a cell.</param>
sealed record ServerKind(string Name, string Family, Func<BenchOptions, Cell, IReadOnlyList<string>> Command)
{
    /// <summary>System.Net.Sockets runs continuations on the thread that saw the event.</summary>
    public bool InlineCompletions { get; init; }

    /// <summary>Set for a server that cannot announce itself: it listens there once it accepts.</summary>
    public int? FixedPort { get; init; }

    /// <summary>The peers and our engines for a kind of load (<c>echo</c> or <c>http</c>), .NET only.</summary>
    public static IReadOnlyList<ServerKind> DotNet(string load) =>
    [
        new("kestrel", "kestrel", (options, _) => [Program(options, "peers/KestrelPeer", "kestrel-peer"), load]),
        new("kestrel-inline", "inline", (options, _) => [Program(options, "peers/KestrelPeer", "kestrel-peer"), load]) { InlineCompletions = true },
        .. OurEngines(load),
    ];

    /// <summary>Our engines for a kind of load (<c>echo</c>, <c>udp</c>, <c>http</c>, <c>game</c> …).</summary>
    public static IReadOnlyList<ServerKind> OurEngines(string load) => [Ours(load, "sockets"), Ours(load, "uring"), Ours(load, "uring-pinned")];

    /// <summary>UDP in C: each datagram by itself, and runs of equal ones in one piece.</summary>
    public static IReadOnlyList<ServerKind> CDatagrams { get; } =
    [
        new("c-mmsg", "c", (options, _) => [Path.Combine(options.Tools, "udp_echo"), "mmsg"]),
        new("c-segment", "c", (options, _) => [Path.Combine(options.Tools, "udp_echo"), "segment"]),
    ];

    /// <summary>Both C peers with the buffers that serve the cell best.</summary>
    public static IReadOnlyList<ServerKind> C { get; } =
    [
        new("c-uring", "c", (options, cell) => [Path.Combine(options.Tools, "uring_echo"), .. PeerTuning.Uring(cell)]),
        new("c-epoll", "c", (options, cell) => [Path.Combine(options.Tools, "epoll_echo"), .. PeerTuning.Epoll(cell)]),
    ];

    /// <summary>The classic server models, with blocking calls; then the asynchronous one on the same System.Net.Sockets, and on a ring.</summary>
    public static IReadOnlyList<ServerKind> Models { get; } =
    [
        Ours("echo", "iterative"), Ours("echo", "threads"), Ours("echo", "pool"),
        Ours("echo", "sockets") with { Name = "async" }, Ours("echo", "uring") with { Name = "async-uring" },
    ];

    static ServerKind Ours(string load, string engine) =>
        new(engine, "ours", (options, _) => [Program(options, "PatchbayServer", "patchbay-server"), load, engine]);

    /// <summary>Where a .NET program of the bench is.</summary>
    public static string Program(BenchOptions options, string project, string name) =>
        Path.Combine(options.Root, "benchmarks", project, "bin", "Release", "net10.0", name);
}
