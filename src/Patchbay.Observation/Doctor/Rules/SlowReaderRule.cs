using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>A writer is held up by a reader that does not read.</summary>
static class SlowReaderRule
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(1);

    public static DoctorRule Rule { get; } = new()
    {
        Number = 13,
        Name = "slow-reader",
        Title = "a writer is stuck: the reader's buffer is full",
        Why = "When the reader's window is zero the writer's call blocks, or its queue grows in memory; when both ends write and neither reads, they block each other for ever.",
        Mend = "Read while writing (another thread, or poll for both), bound what waits for a client and cut a client that does not read.",
        OnHost = Judge,
    };

    static IEnumerable<Sign> Judge(HostView host)
    {
        foreach (var (before, now) in host.Lasting.Where(static pair => pair.Now is { Kind: SocketKind.Tcp, Inode: not 0, SendQueue: > 0, Tcp: not null } && pair.Before.Tcp is not null))
        {
            if (host.Between < Long || before.SendQueue == 0 || now.Timer != SocketTimer.ZeroWindow || before.Timer != SocketTimer.ZeroWindow || now.Tcp!.Value.BytesAcknowledged != before.Tcp!.Value.BytesAcknowledged)
            {
                continue;
            }

            var reader = host.Second.Rows.FirstOrDefault(row => row.Kind == SocketKind.Tcp && Plain(row.Local) == Plain(now.Remote) && Plain(row.Remote) == Plain(now.Local));
            var other = reader is null ? "the peer does not read"
                : reader.SendQueue > 0 && reader.Timer == SocketTimer.ZeroWindow ? $"{HostView.Who(reader)} does not read its {Plural.Of(reader.ReceiveQueue, "byte")}, for it is stuck in writing too"
                : $"{HostView.Who(reader)} does not read its {Plural.Of(reader.ReceiveQueue, "byte")}";
            yield return new Sign($"{HostView.Who(now)}, {now.Local} to {now.Remote}: {Plural.Of(now.SendQueue, "byte")} wait, the peer's window is zero, and nothing moved for {Duration.Format(host.Between)}; {other}", HostView.ProcessOf(now), $"{now.Local} to {now.Remote}");
        }
    }

    static SocketEnd Plain(SocketEnd end) => end with { Host = end.Host.Unmapped };
}
