using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using Patchbay.Probing;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>The options of <c>scan</c>.</summary>
sealed class ScanOptions
{
    readonly Option<string?> _ports = Text("--ports", "PORTS", "Which ports: 22,80,8000-8100,https; - is all of them. Default: --top 1000, over UDP --top 100.", "-p");
    readonly Option<int?> _top = Number("--top", "The first N ports of our ranking.");
    readonly Option<string[]> _file = new("--file") { Description = "Targets from a file, a line each, # for comments; - is stdin.", HelpName = "FILE", Arity = ArgumentArity.OneOrMore };
    readonly Option<string[]> _exclude = new("--exclude") { Description = "Hosts to leave out, written as targets are.", HelpName = "TARGET", Arity = ArgumentArity.OneOrMore };
    readonly Option<string?> _method = Text("--method", "METHOD", "auto (default: SYN where raw sockets are allowed, else connect), connect, syn or udp.");
    readonly Option<bool> _services = Flag("--services", "Ask open ports which service speaks there.");
    readonly Option<bool> _noDiscovery = Flag("--no-discovery", "Take every host as up.");
    readonly Option<bool> _ipv4 = Flag("--ipv4", "IPv4 only.", "-4");
    readonly Option<bool> _ipv6 = Flag("--ipv6", "IPv6 only.", "-6");
    readonly Option<bool> _authorized = Flag("--authorized", "The owners of the public addresses among the targets allow this scan.");
    readonly Option<bool> _dryRun = Flag("--dry-run", "Show what would be sent, and send nothing.");
    readonly Option<string?> _pace = Text("--pace", "PACE", "polite (100 probes/s), normal (default: adapts), fast (waits less, repeats once).");
    readonly Option<double?> _rate = new("--rate") { Description = "Probes a second at most, repeats included.", HelpName = "N" };
    readonly Option<int?> _parallel = Number("--max-parallel", "Probes under way at most.");
    readonly Option<int?> _retries = Number("--retries", "Tries after the first for a silent port (default 2).");
    readonly Option<string?> _timeout = Text("--timeout", "TIME", "The longest wait for an answer; default: 1s at first, then by what was measured.");
    readonly Option<string?> _state = Text("--state", "FILE", "Keep what was found there, and go on from it after an end of any kind.");
    readonly Option<string?> _shard = Text("--shard", "N/M", "Only the Nth of M parts of the plan, as in 2/5.");
    readonly Option<string?> _expect = Text("--expect", "PORTS", "Exactly these ports are to be open on every host (none: no port); else exit 99 with what differs.");
    readonly Option<bool> _all = Flag("--all", "Show every port, closed and filtered ones too.");
    readonly Option<bool> _watch = Flag("--watch", "Draw hosts and ports as they come.");
    readonly Option<string?> _xml = Text("--xml", "FILE", "Write XML as nmap does; - is stdout.");
    readonly Option<string?> _grepable = Text("--grepable", "FILE", "Write a line a host, to grep in; - is stdout.");

    /// <summary>The values of <c>--method</c>.</summary>
    public static IReadOnlyList<string> Methods { get; } = ["auto", "connect", "syn", "udp"];

    public IEnumerable<Option> All =>
        [_ports, _top, _file, _exclude, _method, _services, _noDiscovery, _ipv4, _ipv6, _authorized, _dryRun, _pace, _rate, _parallel, _retries, _timeout, _state, _shard, _expect, _all, _watch, _xml, _grepable];

    /// <exception cref="UserError">An option makes no sense.</exception>
    public ScanSettings Read(ParseResult arguments, IReadOnlyList<string> targets, Stream stdin)
    {
        var method = arguments.GetValue(_method) switch
        {
            null or "auto" => (ScanMethod?)null,
            "connect" => ScanMethod.Connect,
            "syn" => ScanMethod.Syn,
            "udp" => ScanMethod.Udp,
            var other => throw Unknown("--method", other, Methods),
        };
        var (ipv4, ipv6) = (arguments.GetValue(_ipv4), arguments.GetValue(_ipv6));
        if (ipv4 && ipv6)
        {
            throw new UserError(ExitCode.Usage, "--ipv4 and --ipv6 exclude one another", "Without either, both families are scanned.");
        }

        var (rate, shard) = (arguments.GetValue(_rate), ScanShard.Whole);
        if (arguments.GetValue(_shard) is { } part && !ScanShard.TryParse(part, out shard))
        {
            throw new UserError(ExitCode.Usage, $"--shard '{part}' is no part of a whole", $"Write --shard 2/5 for the second of five; at most {ScanShard.Most} parts.");
        }

        var all = targets.Concat((arguments.GetValue(_file) ?? []).SelectMany(file => TargetFile.Load(file, stdin))).ToList();
        if (all.Count == 0)
        {
            throw new UserError(ExitCode.Usage, "scan needs a target", $"For example: {ProgramName.Current} scan localhost, scan 10.0.0.0/24 -p 22,80, scan --file hosts.txt.");
        }

        var expected = ReadExpected(arguments.GetValue(_expect), method == ScanMethod.Udp);
        return new ScanSettings
        {
            Targets = all,
            Ports = ReadPorts(arguments, method == ScanMethod.Udp, expected),
            Excluded = arguments.GetValue(_exclude) ?? [],
            Method = method,
            Tuning = ReadTuning(arguments, rate),
            Family = ipv4 ? AddressFamily.InterNetwork : ipv6 ? AddressFamily.InterNetworkV6 : null,
            Shard = shard,
            Expected = expected,
            Services = arguments.GetValue(_services),
            SkipDiscovery = arguments.GetValue(_noDiscovery),
            Authorized = arguments.GetValue(_authorized),
            HasRate = rate is not null,
            DryRun = arguments.GetValue(_dryRun),
            Watch = arguments.GetValue(_watch),
            All = arguments.GetValue(_all),
            State = arguments.GetValue(_state),
            Xml = arguments.GetValue(_xml),
            Grepable = arguments.GetValue(_grepable),
            Arguments = string.Join(' ', arguments.Tokens.Select(static token => token.Value == GlobalOptions.JsonLinesName ? GlobalOptions.JsonLinesText : token.Value).Prepend("patchbay")),
        };
    }

    ScanTuning ReadTuning(ParseResult arguments, double? rate)
    {
        var pace = arguments.GetValue(_pace);
        var tuning = (pace is null ? new ScanTuning() : ScanPace.Of(pace) ?? throw Unknown("--pace", pace, ScanPace.Names)) with { Seed = (ulong)Random.Shared.NextInt64() };
        if (rate is { } wanted)
        {
            tuning = wanted is > 0 and <= 100_000_000 ? tuning with { Rate = wanted } : throw OutOfRange("--rate", "more than 0 and at most 100000000");
        }

        if (arguments.GetValue(_parallel) is { } parallel)
        {
            tuning = parallel is > 0 and <= 1_000_000 ? tuning with { MaxParallel = parallel } : throw OutOfRange("--max-parallel", "from 1 to 1000000");
        }

        if (arguments.GetValue(_retries) is { } retries)
        {
            tuning = retries is >= 0 and <= 20 ? tuning with { Retries = retries } : throw OutOfRange("--retries", "from 0 to 20");
        }

        if (TimeoutOption.Parse("--timeout", arguments.GetValue(_timeout)) is { } timeout)
        {
            if (timeout < TimeSpan.FromMilliseconds(1) || timeout > TimeSpan.FromMinutes(10))
            {
                throw OutOfRange("--timeout", "from 1ms to 10m");
            }

            var least = timeout < tuning.MinTimeout ? timeout : tuning.MinTimeout;
            tuning = tuning with { InitialTimeout = timeout, MaxTimeout = timeout, MinTimeout = least };
        }

        return tuning;
    }

    ImmutableArray<ushort> ReadPorts(ParseResult arguments, bool udp, ImmutableArray<ushort>? expected)
    {
        var (text, top) = (arguments.GetValue(_ports), arguments.GetValue(_top));
        if (text is not null && top is not null)
        {
            throw new UserError(ExitCode.Usage, "--ports and --top exclude one another", "--top takes ports by our ranking, --ports those you name.");
        }

        if (top is < 1 or > ushort.MaxValue)
        {
            throw OutOfRange("--top", "from 1 to 65535");
        }

        var ports = text is not null ? ParsePorts("--ports", text, udp) : PortRanking.Top(top ?? (udp ? PortRanking.DefaultUdp : PortRanking.DefaultTcp), udp);
        // What is expected is always asked.
        return expected is { IsEmpty: false } more ? [.. ports.Union(more).Order()] : ports;
    }

    static ImmutableArray<ushort>? ReadExpected(string? text, bool udp) => text switch { null => null, "none" => [], _ => ParsePorts("--expect", text, udp) };

    static ImmutableArray<ushort> ParsePorts(string option, string text, bool udp)
    {
        try
        {
            return PortList.Parse(text, PortNames.System, udp);
        }
        catch (AddressFormatException error)
        {
            throw new UserError(ExitCode.Usage, $"{option}: {error.Message.TrimEnd('.')}", AddressDiagnostic.Render(error), error);
        }
    }

    static UserError Unknown(string option, string value, IReadOnlyList<string> known) =>
        new(ExitCode.Usage, $"'{value}' is no value of {option}", Suggestion.For(value, known) is { } near ? $"Did you mean '{near}'?" : $"There are {string.Join(", ", known)}.");

    static UserError OutOfRange(string option, string range) => new(ExitCode.Usage, $"{option} is {range}", string.Create(CultureInfo.InvariantCulture, $"See `{ProgramName.Current} scan --help`."));

    static Option<string?> Text(string name, string helpName, string description, params string[] aliases) => new(name, aliases) { Description = description, HelpName = helpName };

    static Option<int?> Number(string name, string description) => new(name) { Description = description, HelpName = "N" };

    static Option<bool> Flag(string name, string description, params string[] aliases) => new(name, aliases) { Description = description, Arity = ArgumentArity.Zero };
}
