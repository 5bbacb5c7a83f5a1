using System.Net;

namespace Patchbay.Probing;

/// <summary>Finds out which service speaks on an open port.</summary>
public interface IServiceDetector
{
    /// <summary>Asks one port. Bounded in time, connections and bytes; never throws for what a server does.</summary>
    /// <param name="endPoint">The open port.</param>
    /// <param name="protocol">TCP, or UDP.</param>
    /// <param name="name">The host's name, for SNI and Host; null for the address.</param>
    /// <param name="stop">Stops it.</param>
    Task<ServiceFinding> DetectAsync(IPEndPoint endPoint, ScanMethod protocol, string? name, CancellationToken stop);
}
