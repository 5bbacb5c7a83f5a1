using System.Net.Sockets;

namespace Patchbay.Observation;

/// <summary>Reads that are not the peer's writes: a stream keeps bytes, not messages. Told once a socket.</summary>
static class Framing
{
    public static string? Of(LifeScene scene, SocketLife life, CallEvent call)
    {
        if (!CallKinds.Receives(call) || call.Result is not (> 0 and var count) || call.Asked is not { } asked || (call.Flags & ReceiveFlags.Peek) != 0
            || life.Name is { Type: not SocketType.Stream } || life.WasFramingTold)
        {
            return null;
        }

        if (life.Peer is not { } peer || !life.IsWhole || !peer.IsWhole)
        {
            life.WasFramingTold = count < asked;
            return count < asked ? $"a read takes what has arrived, here {count} of the {asked} it had room for, and does not wait for more" : null;
        }

        var to = life.Received.TotalAt(call.At + call.Took);
        var writes = peer.Sent.Within(to - count, to);
        var because = writes switch
        {
            [] => null,
            [var one] when one.End - one.Start > count => $"one read took {count} of the {LifeSpan.Bytes(one.End - one.Start)} that the peer sent with one call: a stream keeps bytes, not messages",
            [_] => null,
            _ => $"one read took what the peer sent with {writes.Count} calls: a stream keeps bytes, not messages",
        };
        life.WasFramingTold |= because is not null;
        return because;
    }
}
