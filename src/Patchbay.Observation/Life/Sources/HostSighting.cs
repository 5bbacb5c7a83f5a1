namespace Patchbay.Observation;

/// <summary>What a source of the whole host's saw of a socket, before it is known which number the socket has in the recording.</summary>
/// <param name="Event">What was seen, without a number.</param>
/// <param name="Local">The socket's own end; of a segment, the sender's.</param>
/// <param name="Remote">The other end; port 0 for a listener.</param>
/// <param name="Cookie">SO_COOKIE; 0 when it is not known.</param>
/// <param name="Owner">The process that holds it; null when it is not known.</param>
public sealed record HostSighting(LifeEvent Event, SocketEnd Local, SocketEnd Remote, ulong Cookie = 0, SocketOwner? Owner = null);
