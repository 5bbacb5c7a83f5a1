using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;

namespace Patchbay.Probing.Tests;

/// <summary>Finds the same service everywhere.</summary>
sealed class FakeDetector : IServiceDetector
{
    public ConcurrentBag<IPEndPoint> Asked { get; } = [];

    public Task<ServiceFinding> DetectAsync(IPEndPoint endPoint, ScanMethod protocol, string? name, CancellationToken stop)
    {
        Asked.Add(endPoint);
        return Task.FromResult(new ServiceFinding("ssh", ServiceEvidence.Banner, false, "OpenSSH", "9.2", null, ImmutableDictionary<string, string>.Empty.Add("greeting", "SSH-2.0-x")));
    }
}
