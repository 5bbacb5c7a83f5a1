using System.CommandLine;
using Patchbay.Observation;

namespace Patchbay;

/// <summary>The options of <c>sockets</c>; where ss(8) has one, its letter.</summary>
sealed class SocketsOptions
{
    readonly Option<bool> _tcp = Flag("--tcp", "-t", "TCP sockets.");
    readonly Option<bool> _udp = Flag("--udp", "-u", "UDP sockets.");
    readonly Option<bool> _raw = Flag("--raw", "-w", "Raw IP sockets.");
    readonly Option<bool> _unix = Flag("--unix", "-x", "Unix sockets.");
    readonly Option<bool> _packet = Flag("--packet", "-0", "Packet sockets.");
    readonly Option<bool> _all = Flag("--all", "-a", "Every kind; without it and without a kind, all but Unix.");
    readonly Option<bool> _listening = Flag("--listening", "-l", "Only those that wait for somebody.");
    readonly Option<bool> _ipv4 = Flag("--ipv4", "-4", "IPv4 only.");
    readonly Option<bool> _ipv6 = Flag("--ipv6", "-6", "IPv6 only.");
    readonly Option<bool> _tcpInfo = Flag("--tcp-info", "-i", "Round trip, windows, retransmits and rates of TCP connections.");
    readonly Option<bool> _memory = Flag("--memory", "-m", "Buffers and their limits.");
    readonly Option<bool> _timers = Flag("--timers", "-o", "The timer that runs.");
    readonly Option<bool> _bare = Flag("--bare", null, "State, queues and addresses only: no look at processes, so it is quickest.");
    readonly Option<bool> _noHeading = Flag("--no-heading", "-H", "No first line.");
    readonly Option<bool> _pairs = Flag("--pairs", null, "Join both ends of connections within this machine.");
    readonly Option<bool> _watch = Flag("--watch", null, "Go on: live on a terminal, else a line a change.");
    readonly Option<bool> _kill = Flag("--kill", "-K", "End the matching TCP and UDP sockets; asks first; needs CAP_NET_ADMIN.");
    readonly Option<bool> _yes = Flag("--yes", "-y", "Do not ask.");
    readonly Option<string?> _interval = WatchInterval.Option();

    // What ss needs to be told and here is always so.
    readonly Option<bool> _numeric = new("--numeric", "-n") { Hidden = true, Arity = ArgumentArity.Zero };
    readonly Option<bool> _processes = new("--processes", "-p") { Hidden = true, Arity = ArgumentArity.Zero };

    public SocketsOptions(Action<Option> add)
    {
        Option[] all =
        [
            _tcp, _udp, _raw, _unix, _packet, _all, _listening, _ipv4, _ipv6, _tcpInfo, _memory, _timers, _bare, _noHeading, _pairs, _watch, _interval, _kill, _yes,
            _numeric, _processes,
        ];
        foreach (var option in all)
        {
            add(option);
        }
    }

    public SocketsMode ModeOf(ParseResult arguments)
    {
        Option<bool>[] modes = [_pairs, _watch, _kill];
        Option<bool>[] given = [.. modes.Where(arguments.GetValue)];
        return given switch
        {
            [] => SocketsMode.List,
            [var one] => one == _pairs ? SocketsMode.Pairs : one == _watch ? SocketsMode.Watch : SocketsMode.Kill,
            _ => throw new UserError(ExitCode.Usage, $"{given[0].Name} and {given[1].Name} exclude each other", "Give one of them."),
        };
    }

    public SocketQuery Read(ParseResult arguments, SocketFilter? filter)
    {
        SocketTables Kind(Option<bool> option, SocketTables table) => arguments.GetValue(option) ? table : SocketTables.None;
        var tables = Kind(_tcp, SocketTables.Tcp) | Kind(_udp, SocketTables.Udp) | Kind(_raw, SocketTables.Raw) | Kind(_unix, SocketTables.Unix) | Kind(_packet, SocketTables.Packet);
        var (ipv4, ipv6) = (arguments.GetValue(_ipv4), arguments.GetValue(_ipv6));
        var details = (arguments.GetValue(_tcpInfo) ? SocketDetails.TcpInfo : SocketDetails.None)
            | (arguments.GetValue(_memory) ? SocketDetails.Memory : SocketDetails.None)
            | (arguments.GetValue(_bare) ? SocketDetails.None : SocketDetails.Owners);
        if (arguments.GetValue(_listening))
        {
            var waiting = SocketFilter.Parse("state listening state unconnected", new SystemFilterNames());
            filter = filter is null ? waiting : SocketFilter.And(waiting, filter);
        }

        return new SocketQuery
        {
            Tables = tables != SocketTables.None ? tables : arguments.GetValue(_all) ? SocketTables.All : SocketTables.Network,
            IPv4 = ipv4 || !ipv6,
            IPv6 = ipv6 || !ipv4,
            Filter = filter,
            Details = details,
        };
    }

    public SocketListing Listing(ParseResult arguments) => new(arguments.GetValue(_bare), arguments.GetValue(_timers), !arguments.GetValue(_noHeading));

    public bool IsConfirmed(ParseResult arguments) => arguments.GetValue(_yes);

    public TimeSpan Interval(ParseResult arguments) => WatchInterval.Read(arguments.GetValue(_interval));

    static Option<bool> Flag(string name, string? letter, string description) =>
        new(name, letter is null ? [] : [letter]) { Description = description, Arity = ArgumentArity.Zero };
}
