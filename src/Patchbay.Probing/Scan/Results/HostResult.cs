using System.Net;

namespace Patchbay.Probing;

/// <summary>All that is known about a host.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Name">The name it was scanned by.</param>
/// <param name="IsUp">Whether it is there; null when that is not known yet.</param>
/// <param name="Reason">The evidence for that.</param>
/// <param name="RoundTrip">Of the answer.</param>
/// <param name="Ports">Ports told one by one, upwards.</param>
/// <param name="NotShown">The others, by state and reason.</param>
public sealed record HostResult(IPAddress Address, string? Name, bool? IsUp, ProbeReason Reason, TimeSpan RoundTrip, IReadOnlyList<PortResult> Ports, IReadOnlyList<PortGroup> NotShown)
{
    /// <summary>The state of each port that was settled, shown or not.</summary>
    public IEnumerable<(ushort Port, PortState State, ProbeReason Reason)> Every() =>
        Ports.Select(static port => (port.Port, port.State, port.Reason)).Concat(NotShown.SelectMany(static group => group.Ports.Select(port => (port, group.State, group.Reason))));

    /// <summary>Ports settled.</summary>
    public int Count => Ports.Count + NotShown.Sum(static group => group.Ports.Length);

    /// <summary>How it is called: <c>db (10.0.0.7)</c>.</summary>
    public string Title => Name is null ? Address.ToString() : $"{Name} ({Address})";
}
