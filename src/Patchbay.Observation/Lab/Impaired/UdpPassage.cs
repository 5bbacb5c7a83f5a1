namespace Patchbay.Observation;

/// <summary>Bytes that went over UDP through a relay.</summary>
/// <param name="Datagrams">How many were sent.</param>
/// <param name="Size">Bytes of each.</param>
/// <param name="Relay">What the relay did.</param>
/// <param name="Receiver">What the receiver saw, by the numbers in the datagrams.</param>
/// <param name="Arrivals">Datagrams that came, repeats counted.</param>
/// <param name="SentDigest">SHA-256 of what was sent.</param>
/// <param name="ReceivedDigest">SHA-256 of what came, in the order it came.</param>
public sealed record UdpPassage(int Datagrams, int Size, ArrivalReport Relay, ArrivalReport Receiver, int Arrivals, string SentDigest, string ReceivedDigest);
