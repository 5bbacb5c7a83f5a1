namespace Patchbay.Observation;

/// <summary>Why an end sent RST, told from what its program had done.</summary>
static class ResetCause
{
    const int SOL_SOCKET = 1;
    const int SO_LINGER = 13;

    /// <summary>A clause about the end that sent it; null where the end is not recorded, or nothing tells.</summary>
    /// <param name="scene">What is known.</param>
    /// <param name="sender">The end whose kernel sent RST.</param>
    /// <param name="at">When.</param>
    public static string? Of(LifeScene scene, SocketLife? sender, TimeSpan at)
    {
        if (sender is null)
        {
            return null;
        }

        if (sender.ClosedBefore(at) is { } close)
        {
            if (LingersZero(sender, close.At))
            {
                return "SO_LINGER was on with 0 s, so close() sent RST and threw away what was not sent";
            }

            if (Unread(sender, close.At) is > 0 and var unread)
            {
                return $"it closed with {LifeSpan.Bytes(unread)} unread, and then the kernel sends RST instead of FIN";
            }

            return $"it had closed {LifeSpan.Of(at - close.At)} before, and bytes that come to a closed socket are answered with RST";
        }

        if (sender.Calls.Count == 0 && sender.GaugeAt(at) is { State: not Sockets.TcpState.Listen, Unread: > 0 and var waiting })
        {
            // Seen from outside.
            return $"{LifeSpan.Bytes(waiting)} were unread there; a close then sends RST instead of FIN";
        }

        return scene.FindProgram(sender.HolderAt(at)) is { Ended: { } ended } program && ended <= at + LifeTeller.Hold
            ? $"its program, {program}, {(program.KilledBy > 0 ? $"was ended by signal {program.KilledBy}" : "had ended")}{(Unread(sender, ended) is > 0 and var left ? $" with {LifeSpan.Bytes(left)} unread" : "")}"
            : null;
    }

    /// <summary>The option's value is its seconds, -1 where it is off.</summary>
    public static bool LingersZero(SocketLife life, TimeSpan at) =>
        life.Calls.LastOrDefault(call => call.At <= at && call is { Name: "setsockopt", Result: 0, Option: (SOL_SOCKET, SO_LINGER, _) }) is { Option: (_, _, 0) };

    /// <summary>Bytes that had come and were not read; null where that is not known.</summary>
    public static long? Unread(SocketLife life, TimeSpan at)
    {
        if (life is { Peer: { } peer, IsWhole: true } && peer.IsWhole)
        {
            return Math.Max(0, peer.Sent.TotalAt(at) - life.Received.TotalAt(at));
        }

        // Of a look at the socket before the close; a read since then has taken some.
        return life.GaugeAt(at) is { State: not Sockets.TcpState.Listen } gauge && !life.Calls.Any(call => CallKinds.Receives(call) && call.At > gauge.At && call.At < at) ? gauge.Unread : null;
    }
}
