namespace Patchbay.Observation;

/// <summary>How many ports of the kernel's own range connections to one destination have taken.</summary>
/// <param name="Kind">TCP or UDP.</param>
/// <param name="Source">The local address.</param>
/// <param name="Destination">The remote end. Ports are scarce per destination: the same one serves connections to several.</param>
/// <param name="Ports">Different local ports in use, TIME-WAIT included.</param>
/// <param name="Waiting">Of them, in TIME-WAIT.</param>
public sealed record EphemeralUse(SocketKind Kind, HostAddress Source, SocketEnd Destination, int Ports, int Waiting);
