using System.Net;

namespace Patchbay.Probing;

/// <summary>One of those who answered at a hop.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Answers">How many answers it sent.</param>
public readonly record struct TraceResponder(IPAddress Address, int Answers);
