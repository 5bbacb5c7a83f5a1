using System.Net;
using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Services.Rpc;

/// <summary>Which steps of which sockets a subscriber hears of. Immutable.</summary>
/// <param name="local">Ends of ours; empty for any. A wildcard address matches by its port.</param>
/// <param name="remote">The peer's end as text; null for any.</param>
/// <param name="onlyNotes">Only what services say.</param>
/// <param name="quiet">Ends whose traffic is not told: telling it would make more.</param>
sealed class NodeEventFilter(IReadOnlyList<EndPoint> local, string? remote, bool onlyNotes, IReadOnlyList<EndPoint> quiet)
{
    /// <summary>It is told.</summary>
    public bool Takes(in SocketEvent step) =>
        (!onlyNotes || step.Step == SocketStep.Annotated)
        && (local.Count == 0 || IsAny(local, step.Tuple.Local))
        && (remote is null || step.Tuple.Remote is { } end && TextOf(end) == remote)
        && !(step.Step is SocketStep.Received or SocketStep.Sent && IsAny(quiet, step.Tuple.Local));

    /// <summary>An end as people write it: an IPv4 client of a dual-stack listener by its IPv4 address.</summary>
    public static string? TextOf(EndPoint? end) => end switch
    {
        IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped => new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port).ToString(),
        _ => end?.ToString(),
    };

    static bool IsAny(IReadOnlyList<EndPoint> ends, EndPoint? end)
    {
        foreach (var one in ends)
        {
            if (IsSame(one, end))
            {
                return true;
            }
        }

        return false;
    }

    static bool IsSame(EndPoint bound, EndPoint? end) => (bound, end) switch
    {
        (IPEndPoint ours, IPEndPoint theirs) => ours.Port == theirs.Port && (ours.Address.Equals(IPAddress.Any) || ours.Address.Equals(IPAddress.IPv6Any) || ours.Address.Equals(theirs.Address)),
        (UnixDomainSocketEndPoint ours, UnixDomainSocketEndPoint theirs) => ours.ToString() == theirs.ToString(),
        _ => false,
    };
}
