namespace Patchbay.Probing;

/// <summary>One port of one host of a plan.</summary>
/// <param name="Host">The index of the host.</param>
/// <param name="Port">1 to 65535.</param>
public readonly record struct ProbeTarget(int Host, ushort Port);
