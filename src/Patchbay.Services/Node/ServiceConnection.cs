namespace Patchbay.Services;

/// <summary>One connection that a service serves now.</summary>
/// <param name="Id">Its identifier, unique in the process.</param>
/// <param name="Local">Our end, as text.</param>
/// <param name="Remote">The peer's end, as text.</param>
/// <param name="Since">When it was accepted.</param>
/// <param name="BytesReceived">Taken from the peer.</param>
/// <param name="BytesSent">Given to the peer.</param>
public sealed record ServiceConnection(string Id, string Local, string Remote, DateTimeOffset Since, long BytesReceived, long BytesSent);
