namespace Patchbay.Sockets;

/// <summary>A host's figures at one moment. Bytes count open and ended connections.</summary>
/// <param name="Connections">Served now.</param>
/// <param name="Accepted">Accepted since the start.</param>
/// <param name="Refused">Reset by a limit since the start.</param>
/// <param name="BytesReceived">Taken from peers since the start.</param>
/// <param name="BytesSent">Given to peers since the start.</param>
public sealed record ConnectionHostStatus(int Connections, long Accepted, long Refused, long BytesReceived, long BytesSent);
