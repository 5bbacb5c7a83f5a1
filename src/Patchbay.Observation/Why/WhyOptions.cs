using System.Net;
using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>How long to wait for what, and what layers need.</summary>
public sealed record WhyOptions
{
    /// <summary>How long each of resolving, connecting and a handshake may take.</summary>
    /// <remarks>Default 10 s. Greater than zero, at most one day.</remarks>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait for a server that speaks first.</summary>
    /// <remarks>Default 1 s. Zero asks no more than whether it accepts.</remarks>
    public TimeSpan Listening { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>For <c>ca=auto</c>; null for none.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Hears of each step as it is done. Called one at a time.</summary>
    public Action<WhyPhase>? Told { get; init; }

    /// <summary>The seam under which tests answer names.</summary>
    internal Func<string, AddressFamily, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = NameResolver.ResolveAsync;
}
