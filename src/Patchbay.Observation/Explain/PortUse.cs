namespace Patchbay.Observation;

/// <summary>What a port is for, by convention.</summary>
/// <param name="Port">The number.</param>
/// <param name="Protocol"><c>tcp</c> or <c>udp</c>.</param>
/// <param name="Name">The service's name, as services(5) has it; null where it has none.</param>
/// <param name="Summary">What the service does; null where only its name is known.</param>
public sealed record PortUse(int Port, string Protocol, string? Name, string? Summary);
