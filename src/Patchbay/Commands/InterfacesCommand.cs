using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Patchbay.Observation;

namespace Patchbay;

/// <summary><c>interfaces</c>: the network interfaces of this machine, and which of them packets would take.</summary>
sealed class InterfacesCommand : Verb
{
    readonly Argument<string[]> _names;
    readonly Option<string?> _routeTo;
    readonly Option<bool> _ports;
    readonly Option<bool> _watch;
    readonly Option<string?> _interval;

    public InterfacesCommand() : base("interfaces", "show this machine's network interfaces and routes (also: ifconfig)", VerbGroup.Watch,
        "interfaces  state, addresses, groups and counters of each",
        "interfaces eth0  of one",
        "interfaces --route-to example.org  source address, interface and gateway that would be used",
        "interfaces --ports  how many ephemeral ports are taken, by destination",
        "interfaces --watch  rates, live",
        "interfaces --json | jq '.data.interfaces[].name'  for programs")
    {
        Command.Aliases.Add("ifconfig");
        _names = AddArgument(new Argument<string[]>("name") { HelpName = "NAME", Description = "Which interfaces; default: all.", Arity = ArgumentArity.ZeroOrMore });
        _routeTo = Add(new Option<string?>("--route-to") { Description = "Which way packets to a host would go. Nothing is sent.", HelpName = "HOST" });
        _ports = Add(new Option<bool>("--ports") { Description = "The range of ephemeral ports and its use, by destination.", Arity = ArgumentArity.Zero });
        _watch = Add(new Option<bool>("--watch") { Description = "Go on, with rates: live on a terminal, else a line an interface.", Arity = ArgumentArity.Zero });
        _interval = Add(WatchInterval.Option());
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation)
    {
        try
        {
            return await RunOpenAsync(invocation);
        }
        catch (IOException error) when (ReaderLeft.Is(error))
        {
            return ExitCode.Done;
        }
    }

    async Task<ExitCode> RunOpenAsync(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        var names = arguments.GetValue(_names) ?? [];
        if (arguments.GetValue(_routeTo) is { } host)
        {
            return RouteReport.Write(invocation, await ResolveAsync(host, invocation.Signals.Stop));
        }

        if (arguments.GetValue(_ports))
        {
            return EphemeralReport.Write(invocation);
        }

        if (arguments.GetValue(_watch))
        {
            return await InterfaceWatchView.RunAsync(invocation, () => Select(names), WatchInterval.Read(arguments.GetValue(_interval)));
        }

        InterfaceReport.Write(invocation, Select(names));
        return ExitCode.Done;
    }

    static IReadOnlyList<InterfaceInfo> Select(string[] names)
    {
        var all = NetworkInterfaces.Read();
        if (names.FirstOrDefault(name => all.All(one => one.Name != name)) is { } missing)
        {
            throw new UserError(ExitCode.Other, $"there is no interface '{missing}'", $"There are {string.Join(", ", all.Select(static one => one.Name))}.");
        }

        return names.Length == 0 ? all : [.. all.Where(one => names.Contains(one.Name))];
    }

    static async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken stop)
    {
        try
        {
            return IPAddress.TryParse(host.Trim('[', ']'), out var address) ? [address] : await Dns.GetHostAddressesAsync(host, stop);
        }
        catch (Exception error) when (error is SocketException or ArgumentException)
        {
            throw new UserError(ExitCode.NameNotResolved, $"the name '{host}' was not resolved", "--route-to takes a host's name or an address, without a port.", error);
        }
    }
}
