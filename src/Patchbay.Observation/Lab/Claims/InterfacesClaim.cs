using System.Net;

namespace Patchbay.Observation;

/// <summary>1: interfaces and addresses are counted.</summary>
sealed class InterfacesClaim() : Claim("interfaces", "The number of active interfaces is the number of IP addresses.")
{
    public override ClaimResult Run()
    {
        using var stage = new LabStage();
        var interfaces = NetworkInterfaces.Read().Where(static one => one.Flags.Contains("UP")).Select(static one => (one.Name, one.Addresses.Count)).ToList();
        var other = LabStage.Loopback(77);
        var bound = stage.Open("a").Bind(new IPEndPoint(other, 0)).Succeeded;
        return Judge(interfaces, other, bound);
    }

    internal static ClaimResult Judge(IReadOnlyList<(string Name, int Addresses)> interfaces, IPAddress unlisted, bool unlistedWorks)
    {
        var addresses = interfaces.Sum(static one => one.Addresses);
        IReadOnlyList<Evidence> evidence =
        [
            Found("interfaces that are up, with their addresses", $"{string.Join(", ", interfaces.Select(static one => FormattableString.Invariant($"{one.Name} {one.Addresses}")))}"),
            Found("together", $"{interfaces.Count} interfaces, {addresses} addresses"),
            Found($"bind to {unlisted}, which no interface lists", $"{(unlistedWorks ? "works; all of 127.0.0.0/8 is this machine" : "fails")}"),
        ];
        return interfaces.Any(static one => one.Addresses != 1) || unlistedWorks
            ? new(Verdict.False, "An interface has any number of addresses: lo alone has 127.0.0.1 and, where there is IPv6, ::1; others have none.", evidence)
            : new(Verdict.True, "Here every interface that is up has one address. It need not be so: `ip address add` gives it another.", evidence);
    }
}
