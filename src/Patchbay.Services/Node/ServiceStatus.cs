namespace Patchbay.Services;

/// <summary>A service's figures at one moment.</summary>
/// <param name="Connections">Open now.</param>
/// <param name="Accepted">Accepted since the start.</param>
/// <param name="Refused">Turned away by a limit since the start.</param>
/// <param name="BytesReceived">Taken from clients since the start.</param>
/// <param name="BytesSent">Given to clients since the start.</param>
public sealed record ServiceStatus(int Connections, long Accepted, long Refused, long BytesReceived, long BytesSent);
