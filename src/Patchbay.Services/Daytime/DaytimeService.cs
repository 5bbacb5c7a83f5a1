using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Services.Daytime;

/// <summary>Says the date and the time, then closes (RFC 867).</summary>
public static class DaytimeService
{
    // "Saturday, May 9," and longer: what begins as the date of today does is an answer of ours that came back.
    const int TellingLength = 16;

    /// <summary>The service on TCP and UDP port 7013 of loopback; the RFC's port is 13.</summary>
    /// <param name="clock">Null for the system's clock.</param>
    public static IService Create(TimeProvider? clock = null)
    {
        var time = clock ?? TimeProvider.System;
        return StreamAndDatagramService.Create(
            new("daytime", "says the date and the time (RFC 867)", ["tcp-listen:127.0.0.1:7013", "udp-listen:127.0.0.1:7013"], "patchbay connect {address}", StreamAndDatagramService.Options)
            {
                Blocking = connection => BlockingDaytime.Converse(connection, time),
                TryDatagram = "printf %50s | patchbay connect {address}",
            },
            connection => ServeAsync(connection, time), datagram => Answer(datagram, time.GetUtcNow()));
    }

    /// <summary>
    /// As much of the line as the question is long: the RFC sends the whole line, which makes every forged byte forty. An empty question gets none, and so does
    /// a question that is such a line itself: an echo or daytime server sent it, and would answer again.
    /// </summary>
    public static int Answer(Span<byte> datagram, DateTimeOffset now)
    {
        Span<byte> line = stackalloc byte[DaytimeText.MaxLength];
        line = line[..DaytimeText.Format(now, line)];
        if (datagram.IsEmpty || (datagram.Length >= TellingLength && line.StartsWith(datagram[..TellingLength])))
        {
            return -1;
        }

        var length = Math.Min(datagram.Length, line.Length);
        line[..length].CopyTo(datagram);
        return length;
    }

    /// <summary>One line, then FIN; what the peer sends is thrown away by the host.</summary>
    public static async Task ServeAsync(ConnectionContext connection, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(clock);
        await connection.Transport.Output.WriteAsync(Encoding.ASCII.GetBytes(DaytimeText.Format(clock.GetUtcNow())));
    }
}
