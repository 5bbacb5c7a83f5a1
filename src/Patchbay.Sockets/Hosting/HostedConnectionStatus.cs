using System.Net;

namespace Patchbay.Sockets;

/// <summary>One connection of a <see cref="ConnectionHost"/> at one moment.</summary>
/// <param name="Id">Its <see cref="Microsoft.AspNetCore.Connections.BaseConnectionContext.ConnectionId"/>.</param>
/// <param name="Local">Our end, or null when it is not known.</param>
/// <param name="Remote">The peer's end, or null for a Unix socket without a name.</param>
/// <param name="Since">When it was accepted.</param>
/// <param name="BytesReceived">Taken from the peer.</param>
/// <param name="BytesSent">Given to the peer.</param>
public sealed record HostedConnectionStatus(string Id, EndPoint? Local, EndPoint? Remote, DateTimeOffset Since, long BytesReceived, long BytesSent);
