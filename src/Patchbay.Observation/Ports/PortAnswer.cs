namespace Patchbay.Observation;

/// <summary>Who has a port.</summary>
/// <param name="Wanted">The question.</param>
/// <param name="Sockets">Every socket with that local port, also those that are bound only.</param>
/// <param name="Forecasts">How binds would go: to the address that was asked for, or to loopback and both wildcards.</param>
/// <param name="IsEphemeral">The kernel takes the port for outgoing connections when it is free.</param>
/// <param name="Missing">What could not be seen.</param>
public sealed record PortAnswer(PortWanted Wanted, IReadOnlyList<SocketRow> Sockets, IReadOnlyList<BindForecast> Forecasts, bool IsEphemeral, IReadOnlyList<string> Missing);
