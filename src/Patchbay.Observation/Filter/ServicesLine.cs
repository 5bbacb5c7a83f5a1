namespace Patchbay.Observation;

/// <summary>A line of /etc/services (services(5)).</summary>
/// <param name="Name">The service.</param>
/// <param name="Port">Its port.</param>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> …</param>
/// <param name="Aliases">Its other names.</param>
readonly record struct ServicesLine(string Name, int Port, string Protocol, IReadOnlyList<string> Aliases);
