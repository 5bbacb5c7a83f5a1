using System.Net;

namespace Patchbay.Probing;

/// <summary>An answer to a probe.</summary>
/// <param name="Kind">What it means.</param>
/// <param name="From">Who sent it; null when the kernel does not tell.</param>
/// <param name="Type">Of an ICMP error: its type.</param>
/// <param name="Code">Of an ICMP error: its code.</param>
public readonly record struct TraceReply(TraceReplyKind Kind, IPAddress? From, byte Type = 0, byte Code = 0);
