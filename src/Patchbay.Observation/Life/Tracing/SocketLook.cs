using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>What a socket said of itself at one moment.</summary>
sealed record SocketLook
{
    public ulong Cookie { get; init; }

    public AddressFamily Family { get; init; }

    public SocketType Type { get; init; }

    public ProtocolType Protocol { get; init; }

    public SocketEnd? Local { get; init; }

    public SocketEnd? Remote { get; init; }

    /// <summary>The name of a Unix socket; null for none.</summary>
    public string? Path { get; init; }

    /// <summary>Null for what is not TCP.</summary>
    public TcpState? State { get; init; }

    public long Unread { get; init; }

    public long ReceiveRoom { get; init; }

    public long Unsent { get; init; }

    public long Unacknowledged { get; init; }

    public long SendRoom { get; init; }

    public SocketTimer Timer { get; init; }

    public long Retransmits { get; init; }

    public TimeSpan RoundTrip { get; init; }
}
