namespace Patchbay.Probing;

/// <summary>Figures of a scan.</summary>
/// <param name="Up">Hosts that are there.</param>
/// <param name="Down">Hosts that are not.</param>
/// <param name="Open">Open ports.</param>
/// <param name="Settled">Ports settled, those of an earlier run that was resumed included.</param>
/// <param name="Sent">Probes sent, repeats and host discovery included.</param>
/// <param name="Received">Answers.</param>
/// <param name="LocalErrors">Sends that our own system refused.</param>
/// <param name="Dropped">Answers that our own receive queue lost.</param>
public sealed record ScanTotals(int Up, int Down, long Open, long Settled, long Sent, long Received, long LocalErrors, long Dropped);
