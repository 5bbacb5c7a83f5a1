using System.Net;

namespace Patchbay.Sockets;

/// <summary>Both ends of a connection, as the side that accepted it sees them.</summary>
/// <param name="Remote">The client.</param>
/// <param name="Local">Where the client connected to.</param>
public sealed record ConnectionEnds(EndPoint? Remote, EndPoint? Local);
