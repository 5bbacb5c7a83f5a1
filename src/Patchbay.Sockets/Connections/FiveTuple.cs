using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets;

/// <summary>
/// The identity of a flow on the wire: protocol, local end and remote end (RFC 6146 section 2 calls it the 5-tuple).
/// A listener and an unconnected socket have no <see cref="Remote"/>; an unbound one has no <see cref="Local"/>.
/// </summary>
/// <param name="Protocol">The transport: <see cref="ProtocolType.Tcp"/>, <see cref="ProtocolType.Udp"/>, or <see cref="ProtocolType.Unspecified"/> for Unix sockets.</param>
/// <param name="Local">This end, or null before the kernel lent a port.</param>
/// <param name="Remote">The other end, or null when there is none.</param>
public sealed record FiveTuple(ProtocolType Protocol, EndPoint? Local, EndPoint? Remote)
{
    /// <summary>The same flow as the other end sees it.</summary>
    public FiveTuple Reversed() => new(Protocol, Remote, Local);

    /// <summary>One line for people and logs: <c>tcp 127.0.0.1:7007 &lt;-&gt; 127.0.0.1:50320</c>.</summary>
    public override string ToString()
    {
        var protocol = Protocol switch
        {
            ProtocolType.Tcp => "tcp",
            ProtocolType.Udp => "udp",
            _ => "unix",
        };
        return $"{protocol} {Local?.ToString() ?? "?"} <-> {Remote?.ToString() ?? "*"}";
    }
}
