namespace Patchbay.Probing;

/// <summary>A port with the name of the service that is usual on it.</summary>
/// <param name="Port">The port.</param>
/// <param name="Name">IANA's name, or the one in common use.</param>
public readonly record struct KnownPort(ushort Port, string Name);
