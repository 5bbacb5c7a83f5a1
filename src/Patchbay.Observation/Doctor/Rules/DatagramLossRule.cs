using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>Datagrams that arrived and are lost all the same.</summary>
static class DatagramLossRule
{
    public static DoctorRule Rule { get; } = new()
    {
        Number = 14,
        Name = "datagram-loss",
        Title = "datagrams are lost, cut short, or sent to nobody",
        Why = "UDP tells neither side: a full receive buffer drops, a short buffer cuts the rest away, and nobody at the other end shows only as ECONNREFUSED on the next call.",
        Mend = "Read in a loop of its own, raise SO_RCVBUF (net.core.rmem_max bounds it), give reads 64 KiB, and let the protocol count and repeat.",
        InHistory = InHistory,
        OnHost = OnHost,
    };

    static IEnumerable<Sign> InHistory(CaseHistory history)
    {
        foreach (var socket in history.Sockets.Where(static socket => socket.IsUdp))
        {
            var refused = socket.Calls.Count(static call => call.Errno == Errno.ECONNREFUSED);
            if (refused > 0)
            {
                yield return new Sign($"{history.Who(socket.ProcessId)}, {socket}: {Plural.Of(refused, "call")} failed with ECONNREFUSED: nothing receives at {socket.Remote?.ToString() ?? "the other end"}", socket.ProcessId, $"socket {socket.Number}");
            }

            if (Cut(history, socket) is { } cut)
            {
                yield return new Sign($"{history.Who(socket.ProcessId)}, {socket}: {Plural.Of(cut.Count, "datagram")} had more bytes than the buffer of {cut.Room}; the rest is gone", socket.ProcessId, $"socket {socket.Number} cut");
            }
        }
    }

    /// <summary>Reads that filled their buffer while longer datagrams were sent here by what is recorded too.</summary>
    static (int Count, long Room)? Cut(CaseHistory history, CaseSocket socket)
    {
        var full = socket.Reads.Where(static read => read.Name is not "recvmmsg" && read.Result == read.Asked).ToList();
        if (full.Count == 0 || socket.Local is not { } local)
        {
            return null;
        }

        var longest = full.Max(static read => read.Asked!.Value);
        var longer = history.Calls.Count(call => CallRole.IsWrite(call.Name) && call.Result > longest && call.Socket != socket.Number && (call.Address ?? Remote(history, call.Socket)) is { } to && to.Port == local.Port && (local.IsAny || to.Host.Unmapped == local.Host.Unmapped));
        return longer == 0 ? null : (Math.Min(longer, full.Count), longest);
    }

    static SocketEnd? Remote(CaseHistory history, int socket) => history.Sockets.FirstOrDefault(one => one.Number == socket) is { IsUdp: true } found ? found.Remote : null;

    static IEnumerable<Sign> OnHost(HostView host)
    {
        foreach (var row in host.Second.Rows.Where(static row => row is { Kind: SocketKind.Udp, Memory.Drops: > 0 }))
        {
            // Of what a program that is watched has made meanwhile, every drop counts.
            var before = host.Start is { } start ? start.Rows.FirstOrDefault(old => old.Cookie == row.Cookie) : host.Before(row);
            if (before is null && !host.IsWatch)
            {
                continue;
            }

            var dropped = row.Memory!.Value.Drops - (before?.Memory?.Drops ?? 0);
            if (dropped is > 0 and < int.MaxValue)
            {
                yield return new Sign($"{HostView.Who(row)}, {row.Local}: {Plural.Of(dropped, "datagram")} dropped within {Duration(host)} for want of room (receive buffer {Plural.Of(row.Memory.Value.ReceiveLimit, "byte")})", HostView.ProcessOf(row), $"udp {row.Local}");
            }
        }
    }

    static string Duration(HostView host) => Sockets.Duration.Format(host.Second.At - (host.Start ?? host.First).At);
}
