using System.Collections.Immutable;
using System.Net;

namespace Patchbay.Probing;

/// <summary>A target with the addresses of its name.</summary>
/// <param name="Target">The target.</param>
/// <param name="Addresses">What its name was resolved to; none for a target that is addresses itself.</param>
public sealed record ResolvedTarget(ScanTarget Target, ImmutableArray<IPAddress> Addresses);
