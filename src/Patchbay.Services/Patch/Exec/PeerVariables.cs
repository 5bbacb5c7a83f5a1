using System.Collections;
using System.Globalization;
using System.Net;

namespace Patchbay.Services.Patch;

/// <summary>
/// What a command learns of its peer, in its environment: our own two variables, those of ucspi-tcp(1) (<c>TCPREMOTEIP</c> …) and those that systemd gives
/// a service it starts per connection (<c>REMOTE_ADDR</c>, <c>REMOTE_PORT</c>). Pure.
/// </summary>
public static class PeerVariables
{
    static readonly string[] Ours =
    [
        "PATCHBAY_PEER", "PATCHBAY_LOCAL", "PROTO", "TCPREMOTEIP", "TCPREMOTEPORT", "TCPLOCALIP", "TCPLOCALPORT", "REMOTE_ADDR", "REMOTE_PORT",
        // Meant for us by who started us (sd_listen_fds(3)).
        "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES",
    ];

    /// <summary>The environment of a command.</summary>
    /// <param name="inherited">Ours. Variables of that kind in it are left out: they tell of another peer.</param>
    /// <param name="peer">The end at the other side, or null.</param>
    public static IReadOnlyList<string> Environment(IDictionary inherited, PatchEnd? peer)
    {
        ArgumentNullException.ThrowIfNull(inherited);
        var result = new List<string>();
        foreach (DictionaryEntry entry in inherited)
        {
            if (!Ours.Contains((string)entry.Key))
            {
                result.Add($"{entry.Key}={entry.Value}");
            }
        }

        result.AddRange(Of(peer));
        return result;
    }

    static IEnumerable<string> Of(PatchEnd? peer)
    {
        if (peer is null)
        {
            yield break;
        }

        yield return $"PATCHBAY_PEER={peer.Name}";
        if (Text(peer.Local) is { } local)
        {
            yield return $"PATCHBAY_LOCAL={local}";
        }

        if (peer.Remote is IPEndPoint remote)
        {
            var address = Address(remote);
            yield return $"REMOTE_ADDR={address}";
            yield return $"REMOTE_PORT={Port(remote)}";
            if (!peer.KeepsBoundaries)
            {
                yield return "PROTO=TCP";
                yield return $"TCPREMOTEIP={address}";
                yield return $"TCPREMOTEPORT={Port(remote)}";
            }
        }

        if (peer is { Local: IPEndPoint own, KeepsBoundaries: false })
        {
            yield return $"TCPLOCALIP={Address(own)}";
            yield return $"TCPLOCALPORT={Port(own)}";
        }
    }

    static string? Text(EndPoint? endPoint) => endPoint?.ToString() is { Length: > 0 } text ? text : null;

    // Through a dual-stack listener an IPv4 client shows as ::ffff:a.b.c.d.
    static IPAddress Address(IPEndPoint endPoint) => endPoint.Address.IsIPv4MappedToIPv6 ? endPoint.Address.MapToIPv4() : endPoint.Address;

    static string Port(IPEndPoint endPoint) => endPoint.Port.ToString(CultureInfo.InvariantCulture);
}
