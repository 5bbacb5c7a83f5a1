using System.CommandLine;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary><c>address</c>: how an address is read.</summary>
sealed class AddressCommand : Verb
{
    readonly Argument<string> _address;
    readonly Option<bool> _listen;

    public AddressCommand() : base("address", "show how an address is read", VerbGroup.Learn,
        "address db:5432  a host and a port",
        "address wss://example.org/chat  a URL, as layers over TCP",
        "address :8080 --listen  as a verb that listens reads it")
    {
        _address = AddArgument(new Argument<string>("address") { HelpName = "ADDRESS", Description = "The address to take apart." });
        _listen = Add(new Option<bool>("--listen") { Description = "Read it as a verb that listens does.", Arity = ArgumentArity.Zero });
    }

    public override Task<ExitCode> RunAsync(Invocation invocation)
    {
        var role = invocation.Arguments.GetValue(_listen) ? AddressRole.Listen : AddressRole.Connect;
        var address = Address.Parse(invocation.Arguments.GetRequiredValue(_address), role);
        var report = invocation.Report;
        foreach (var (name, value) in Parts(address))
        {
            report.Line($"{name,-10}{value}");
        }

        if (report.Json == JsonMode.None)
        {
            return Task.FromResult(ExitCode.Done);
        }

        report.Document("address", new AddressData(
            address.Format(), address.Kind.ToString(), address.Layers, address.Listens, address.Host, address.Port, address.Target,
            address.Options.ToDictionary(static option => option.Name, static option => option.Value)), ProgramJson.Default.JsonEnvelopeAddressData);
        return Task.FromResult(ExitCode.Done);
    }

    static IEnumerable<(string, string)> Parts(Address address)
    {
        yield return ("canonical", address.Format());
        yield return ("kind", address.Kind.ToString());
        if (address.Layers.Count > 0)
        {
            yield return ("layers", string.Join(", then ", address.Layers) + " (outermost first)");
        }

        yield return ("role", address.Listens ? "listens" : "connects");
        if (address.Host is not null || address.Port is not null)
        {
            yield return ("host", address.Host switch
            {
                null => "(loopback)",
                "*" => "* (every address of this machine)",
                var host => host,
            });
        }

        if (address.Port is { } port)
        {
            yield return ("port", port == 0 ? "0 (any free one)" : $"{port}");
        }

        if (address.Target is not null)
        {
            yield return ("target", address.Target);
        }

        foreach (var option in address.Options)
        {
            yield return ("option", option.Value is null ? option.Name : $"{option.Name} = {option.Value}");
        }
    }
}
