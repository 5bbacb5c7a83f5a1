namespace Patchbay.Observation;

/// <summary>The two ends of a connection within this machine.</summary>
/// <param name="Client">The end that connected, as far as it can be told: the one whose port nobody listens on.</param>
/// <param name="Server">The other end; null when it is gone (TIME_WAIT keeps one end only).</param>
public sealed record SocketPair(SocketRow Client, SocketRow? Server);
