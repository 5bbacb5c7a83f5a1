using System.CommandLine;
using System.Net.Sockets;
using Patchbay.Probing;

namespace Patchbay;

/// <summary><c>ping HOST…</c>: asks hosts again and again, by ICMP, TCP or UDP, and tells loss and round trips.</summary>
sealed class PingCommand : Verb
{
    readonly Argument<string[]> _hosts;
    readonly Option<long?> _count;
    readonly Option<string?> _interval, _timeout;
    readonly Option<int?> _size, _ttl;
    readonly Option<double?> _maxLoss;
    readonly Option<bool> _v4, _v6, _raw;

    public PingCommand() : base("ping", "ask hosts again and again: loss, round trips, and who reports what", VerbGroup.Ask,
        "ping db  by ICMP, without privileges where the system allows it; Ctrl-C ends it with a summary",
        "ping -c 5 -i 200ms router db 10.0.0.9  several hosts side by side",
        "ping tcp:db:5432  by TCP: an accepted connection and a refusal are answers",
        "ping udp:ns1:53  by UDP: a real question to a known service",
        "ping -c 20 --max-loss 5 --json db | jq .data.hosts[0].roundTrip.p99  for scripts")
    {
        _hosts = AddArgument(new Argument<string[]>("host") { HelpName = "HOST", Description = "A name or an address; tcp:HOST:PORT, udp:HOST:PORT.", Arity = ArgumentArity.OneOrMore });
        _count = Add(new Option<long?>("--count", "-c") { Description = "Requests to each host (default: until stopped).", HelpName = "N" });
        _interval = Add(new Option<string?>("--interval", "-i") { Description = "From one request to a host to the next, 10ms or more (default 1s).", HelpName = "TIME" });
        _timeout = Add(new Option<string?>("--timeout", "-W") { Description = "After so long a request counts as lost (default 1s).", HelpName = "TIME" });
        _size = Add(new Option<int?>("--size", "-s") { Description = "Bytes of data of an ICMP echo, 0 to 65507 (default 56).", HelpName = "BYTES" });
        _ttl = Add(new Option<int?>("--ttl", "-t") { Description = "TTL or hop limit, 1 to 255 (default: the system's).", HelpName = "HOPS" });
        _maxLoss = Add(new Option<double?>("--max-loss") { Description = "Exit with 99 when a host loses more than so many percent.", HelpName = "PERCENT" });
        _v4 = Add(new Option<bool>("--ipv4", "-4") { Description = "Only IPv4 addresses of names.", Arity = ArgumentArity.Zero });
        _v6 = Add(new Option<bool>("--ipv6", "-6") { Description = "Only IPv6 addresses of names.", Arity = ArgumentArity.Zero });
        _raw = Add(new Option<bool>("--raw") { Description = "ICMP by a raw socket, also where a ping socket is permitted.", Arity = ArgumentArity.Zero });
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation)
    {
        var (arguments, report, stop) = (invocation.Arguments, invocation.Report, invocation.Signals.Stop);
        var options = Options(invocation);
        options.Validate();
        var maxLoss = arguments.GetValue(_maxLoss);
        if (maxLoss is < 0 or > 100 or double.NaN)
        {
            throw new UserError(ExitCode.Usage, "--max-loss is 0 to 100", "It is in percent: 5 allows one lost request in twenty.");
        }

        var targets = arguments.GetRequiredValue(_hosts).Select(PingTarget.Parse).ToArray();
        var (hosts, failures) = await ResolveAsync(targets, Family(invocation), stop);
        if (hosts.Count == 0)
        {
            // Those before the last are told here; the last one ends the program.
            failures.SkipLast(1).ToList().ForEach(failure => report.Say($"patchbay: {failure.Message}"));
            throw failures[^1];
        }

        failures.ForEach(failure => report.Say($"patchbay: {failure.Message}"));
        var sink = new PingReport(report, hosts, options);
        using var run = new PingRun(hosts, options, sink);
        sink.Begin(run);
        await Task.Factory.StartNew(() => run.Run(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var code = stop.IsCancellationRequested ? invocation.Signals.ExitCode
            : failures.Count > 0 ? ExitCode.NameNotResolved
            : PingVerdict.Of(sink.Series, maxLoss);
        sink.End(run, code);
        return code;
    }

    PingOptions Options(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        var defaults = new PingOptions();
        var ttl = arguments.GetValue(_ttl);
        if (ttl is < 1 or > 255)
        {
            throw new UserError(ExitCode.Usage, "--ttl is 1 to 255", "1 comes as far as the first router.");
        }

        return defaults with
        {
            Count = arguments.GetValue(_count),
            Interval = TimeoutOption.Parse("--interval", arguments.GetValue(_interval)) ?? defaults.Interval,
            Timeout = TimeoutOption.Parse("--timeout", arguments.GetValue(_timeout)) ?? defaults.Timeout,
            Size = arguments.GetValue(_size) ?? defaults.Size,
            TimeToLive = (byte?)ttl,
            Means = arguments.GetValue(_raw) ? EchoMeans.Raw : null,
        };
    }

    AddressFamily? Family(Invocation invocation) => (invocation.Arguments.GetValue(_v4), invocation.Arguments.GetValue(_v6)) switch
    {
        (true, true) => throw new UserError(ExitCode.Usage, "-4 and -6 exclude one another", "Without them the system's order decides."),
        (true, _) => AddressFamily.InterNetwork,
        (_, true) => AddressFamily.InterNetworkV6,
        _ => null,
    };

    static async Task<(List<PingHost> Hosts, List<ScanException> Failures)> ResolveAsync(PingTarget[] targets, AddressFamily? family, CancellationToken stop)
    {
        List<PingHost> hosts = [];
        List<ScanException> failures = [];
        foreach (var found in targets.Select(target => PingResolver.ResolveAsync(target, family, stop)).ToArray())
        {
            try
            {
                hosts.Add(await found);
            }
            catch (ScanException failure) when (failure.Failure == ScanFailure.NameNotResolved)
            {
                failures.Add(failure);
            }
        }

        return (hosts, failures);
    }
}
