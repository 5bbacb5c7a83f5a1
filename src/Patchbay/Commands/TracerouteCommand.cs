using System.CommandLine;
using System.Globalization;
using Patchbay.Probing;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary><c>traceroute HOST</c>: which routers the packets pass, how long each takes, and where the way ends.</summary>
sealed class TracerouteCommand : Verb
{
    readonly Argument<string> _host;
    readonly Option<string?> _method, _port, _firstHop, _maxHops, _queries, _wait, _interval, _parallel;
    readonly Option<bool> _watch, _numeric, _ipv4, _ipv6;

    public TracerouteCommand() : base("traceroute", "show the way to a host, hop by hop; works without root", VerbGroup.Ask,
        "traceroute example.org  ICMP where this user may, else UDP",
        "traceroute db:5432  with TCP to that port: the way that a connection takes through firewalls",
        "traceroute --watch example.org  loss and times of every hop, again and again, until Ctrl-C",
        "traceroute -n --json example.org | jq .data.hops  for programs",
        "traceroute --watch --queries 20 example.org >report  twenty rounds, then the table")
    {
        _host = AddArgument(new Argument<string>("host") { HelpName = "HOST", Description = "A name, an IPv4 or IPv6 address; HOST:PORT traces with TCP." });
        _method = Add(new Option<string?>("--method") { Description = "icmp, udp or tcp; default: icmp where it is permitted, else udp.", HelpName = "METHOD" });
        _port = Add(new Option<string?>("--port") { Description = "The port that udp (default 33434) or tcp (default 443) asks.", HelpName = "N" });
        _firstHop = Add(new Option<string?>("--first-hop") { Description = "The first hop to ask (default 1).", HelpName = "N" });
        _maxHops = Add(new Option<string?>("--max-hops") { Description = "The last hop to ask (default 30).", HelpName = "N" });
        _queries = Add(new Option<string?>("--queries") { Description = "Probes for each hop (default 3; with --watch no end).", HelpName = "N" });
        _wait = Add(new Option<string?>("--wait") { Description = "How long an answer is waited for (default 1s).", HelpName = "TIME" });
        _interval = Add(new Option<string?>("--interval") { Description = "From round to round (default 50ms; with --watch 1s).", HelpName = "TIME" });
        _parallel = Add(new Option<string?>("--parallel") { Description = "Probes under way at once (default 8 for icmp, 4 for udp; tcp has 1).", HelpName = "N" });
        _watch = Add(new Option<bool>("--watch") { Description = "Go on, and show each hop's loss and times." });
        _numeric = Add(new Option<bool>("--numeric", "-n") { Description = "Look up no names." });
        _ipv4 = Add(new Option<bool>("--ipv4", "-4") { Description = "IPv4 only." });
        _ipv6 = Add(new Option<bool>("--ipv6", "-6") { Description = "IPv6 only." });
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation)
    {
        var (arguments, report) = (invocation.Arguments, invocation.Report);
        var watch = arguments.GetValue(_watch);
        if (watch && report.Json == JsonMode.Document && arguments.GetValue(_queries) is null)
        {
            throw new UserError(ExitCode.Usage, "--watch has no end, so it is no single document", $"Use {GlobalOptions.JsonLinesText}, or --queries N.");
        }

        if (arguments.GetValue(_ipv4) && arguments.GetValue(_ipv6))
        {
            throw new UserError(ExitCode.Usage, "-4 and -6 exclude one another", "Without either, the resolver's first address is taken.");
        }

        var target = TraceTarget.Parse(arguments.GetRequiredValue(_host));
        var method = MethodOf(arguments.GetValue(_method), target.Port is not null);
        var named = Number("--port", arguments.GetValue(_port), 1, 65535);
        if (method == TraceMethod.Icmp && (named ?? target.Port) is not null)
        {
            throw new UserError(ExitCode.Usage, "ICMP has no ports", "Leave the port out, or take --method tcp or udp.");
        }

        var host = await target.ResolveAsync(arguments.GetValue(_ipv4), arguments.GetValue(_ipv6), invocation.Signals.Stop);
        method ??= Tracer.MayEcho(host.Address.AddressFamily) ? TraceMethod.Icmp : TraceMethod.Udp;
        var (first, most) = (Number("--first-hop", arguments.GetValue(_firstHop), 1, 255) ?? 1, Number("--max-hops", arguments.GetValue(_maxHops), 1, 255));
        if (first > (most ?? 30))
        {
            throw new UserError(ExitCode.Usage, $"--first-hop {first} lies behind --max-hops {most ?? 30}", "Nothing would be asked.");
        }

        var options = new TraceOptions
        {
            Method = method.Value,
            Port = (ushort)(named ?? target.Port ?? (method == TraceMethod.Tcp ? 443 : TraceOptions.DefaultUdpPort)),
            FirstHop = first,
            MostHops = most ?? 30,
            Rounds = Number("--queries", arguments.GetValue(_queries), 1, 1_000_000) ?? (watch ? null : 3),
            Wait = Time("--wait", arguments.GetValue(_wait), TimeSpan.FromMilliseconds(10)) ?? TimeSpan.FromSeconds(1),
            Interval = Time("--interval", arguments.GetValue(_interval), TimeSpan.FromMilliseconds(10)) ?? (watch ? TimeSpan.FromSeconds(1) : TimeSpan.FromMilliseconds(50)),
            Parallel = Number("--parallel", arguments.GetValue(_parallel), 1, 255),
        };
        return await new TraceSession(invocation, host, options, watch, names: !arguments.GetValue(_numeric)).RunAsync();
    }

    static TraceMethod? MethodOf(string? word, bool hasPort) => word switch
    {
        null => hasPort ? TraceMethod.Tcp : null,
        "icmp" => TraceMethod.Icmp,
        "udp" => TraceMethod.Udp,
        "tcp" => TraceMethod.Tcp,
        _ => throw new UserError(ExitCode.Usage, $"'{word}' is no value of --method", "There are icmp, udp and tcp."),
    };

    static int? Number(string option, string? text, int least, int most) =>
        text is null ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new UserError(ExitCode.Usage, $"{option} '{text}' is no number from {least} to {most}");

    static TimeSpan? Time(string option, string? text, TimeSpan least) =>
        text is null ? null
        : Duration.TryParse(text, out var time) && time >= least && time <= TimeSpan.FromHours(1) ? time
        : throw new UserError(ExitCode.Usage, $"{option} '{text}' is no time from {Duration.Format(least)} to 1 h", "For example 500ms or 2s.");
}
