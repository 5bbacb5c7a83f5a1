namespace Patchbay.Observation;

/// <summary>Bytes that went over TCP.</summary>
/// <param name="Bytes">How many.</param>
/// <param name="Writes">In how many calls of send().</param>
/// <param name="Reads">In how many calls of recv() they came.</param>
/// <param name="Pauses">Pauses the relay made; 0 without one.</param>
/// <param name="SentDigest">SHA-256 of what was sent.</param>
/// <param name="ReceivedDigest">SHA-256 of what came.</param>
public sealed record TcpPassage(int Bytes, int Writes, int Reads, int Pauses, string SentDigest, string ReceivedDigest);
