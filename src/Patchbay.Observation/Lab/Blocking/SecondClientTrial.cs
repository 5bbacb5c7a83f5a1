using System.Diagnostics;
using System.Net;
using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>Tries an echo server with clients that hold on, and one more.</summary>
public static class SecondClientTrial
{
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    /// <summary>Does it: about half a second when the further client has to wait.</summary>
    /// <param name="server">An echo server on loopback, over TCP.</param>
    /// <param name="holders">How many clients are served and silent meanwhile: one less than makes the server full, or 1.</param>
    /// <exception cref="ObservationException">A holder was not served in time.</exception>
    public static SecondClient Run(IPEndPoint server, int holders)
    {
        ArgumentNullException.ThrowIfNull(server);
        using var stage = new LabStage();
        var held = new List<LabSocket>();
        for (var i = 0; i < holders; i++)
        {
            var holder = stage.Connect("h", server);
            // Served, not only connected: its byte has come back.
            holder.Send("1"u8).Must("send");
            LabStage.Receive(holder);
            held.Add(holder);
        }

        var start = Stopwatch.GetTimestamp();
        var second = stage.Connect("s", server);
        var connected = Stopwatch.GetElapsedTime(start);
        start = Stopwatch.GetTimestamp();
        second.Send("2"u8).Must("send");
        var beside = second.Wait(PollEvents.In, Patience);
        var queue = beside ? 0 : Queue(server);
        // Accepted, and only slow.
        beside = beside || (queue == 0 && second.Wait(PollEvents.In, LabStage.Limit));
        held[0].Close();
        var answered = second.Wait(PollEvents.In, LabStage.Limit) && second.Receive(new byte[1]).Returned == 1;
        return new(holders, connected, beside, Patience, answered, Stopwatch.GetElapsedTime(start), queue);
    }

    static int Queue(IPEndPoint server) => (int)(LabStage.Rows(server.Port).FirstOrDefault(static row => row.IsListener)?.ReceiveQueue ?? 0);
}
