using System.Collections.Immutable;
using System.Net;

namespace Patchbay.Probing;

/// <summary>How a trace ended.</summary>
/// <param name="Kind">How.</param>
/// <param name="Hop">Where: the last hop that answered; 0 when none did.</param>
/// <param name="Reply">The answer that ended it; null for a loop and for silence.</param>
/// <param name="Circle">The routers of a loop, in order, null for a silent one; empty otherwise.</param>
public sealed record TraceEnd(TraceEndKind Kind, int Hop, TraceReply? Reply, ImmutableArray<IPAddress?> Circle);
