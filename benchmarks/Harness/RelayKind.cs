using System.Globalization;

namespace Patchbay.Benchmarks.Harness;

/// <summary>A relay that can be put under test.</summary>
/// <param name="Name">What results call it.</param>
/// <param name="Family">The group an option or a ratio names: <c>direct</c>, <c>socat</c>, <c>proxyd</c> or <c>ours</c>.</param>
/// <param name="Command">The program and its arguments, for the port where it listens and the one to which it connects; null for no relay at all.</param>
sealed record RelayKind(string Name, string Family, Func<BenchOptions, int, int, IReadOnlyList<string>>? Command)
{
    public static IReadOnlyList<RelayKind> All { get; } =
    [
        new("direct", "direct", null),
        Socat(8192), Socat(65536), Socat(262144), Socat(1048576),
        new("proxyd", "proxyd", (_, port, peer) => ["systemd-socket-activate", "-l", $"127.0.0.1:{port}", "/lib/systemd/systemd-socket-proxyd", $"127.0.0.1:{peer}"]),
        new("patch", "ours", (options, port, peer) =>
            [Path.Combine(options.Root, "src", "Patchbay", "bin", "Release", "net10.0", "patchbay"), "--quiet", "patch", $"tcp-listen:{port}", $"tcp:127.0.0.1:{peer}"]),
    ];

    // The buffer that is best for one cell is not for another: all run, and the best one of a cell counts.
    static RelayKind Socat(int buffer) => new(
        $"socat -b {buffer.ToString(CultureInfo.InvariantCulture)}", "socat",
        (_, port, peer) => ["socat", "-b", $"{buffer}", $"TCP-LISTEN:{port},bind=127.0.0.1,fork,reuseaddr,nodelay,backlog=512", $"TCP:127.0.0.1:{peer},nodelay"]);
}
