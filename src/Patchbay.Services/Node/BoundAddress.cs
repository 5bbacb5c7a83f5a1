using System.Net;
using Patchbay.Sockets;

namespace Patchbay.Services;

/// <summary>What people ask of a listener's address: how do I get there, and who else does?</summary>
public static class BoundAddress
{
    /// <summary>The address by which a client of this machine reaches the listener, with the options that it needs for that.</summary>
    public static Address Reach(this Address bound) =>
        AddressEndPoints.ToConnectAddress(EndPoints(bound)[0]) with { Kind = bound.Kind, Layers = bound.Layers, Options = [.. ReachOptions(bound)] };

    static IEnumerable<AddressOption> ReachOptions(Address bound)
    {
        if (bound.Layers.Contains("tls"))
        {
            // What another certificate than our own is good for is not known here.
            yield return bound.FindOption("cert")?.Value == "auto" ? new AddressOption("ca", "auto") : new AddressOption("insecure", null);
        }

        if (bound.FindOption("proxy-protocol")?.Value is { } version)
        {
            yield return new AddressOption("proxy-protocol", version == "v1" ? "v1" : "v2");
        }
    }

    /// <summary>Others than this machine can reach the listener.</summary>
    public static bool IsExposed(this Address bound) => EndPoints(bound).Any(AddressEndPoints.IsWiderThanLoopback);

    static IReadOnlyList<EndPoint> EndPoints(Address bound) =>
        bound.IsDatagram() ? [.. bound.ToDatagramOptions().Select(static options => options.Local!)] : bound.ToListenEndPoints();
}
