using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Patchbay.Sockets;

namespace Patchbay.Services.Chargen;

/// <summary>Sends lines of characters until the peer has had enough (RFC 864).</summary>
public static class ChargenService
{
    // RFC 864: an answering datagram holds 0 to 512 characters.
    const int MostCharacters = 512;

    // Shorter questions may begin as the pattern does by chance.
    const int TellingLength = 16;

    /// <summary>The service on TCP and UDP port 7019 of loopback; the RFC's port is 19.</summary>
    public static IService Create() => StreamAndDatagramService.Create(
        new("chargen", "sends lines of characters without end (RFC 864)", ["tcp-listen:127.0.0.1:7019", "udp-listen:127.0.0.1:7019"], "patchbay connect {address}", StreamAndDatagramService.Options)
        {
            TryDatagram = "printf %500s | patchbay connect {address}",
        },
        ServeAsync, Answer);

    /// <summary>
    /// The pattern's beginning, as long as the question and at most 512 characters: the RFC leaves the length to chance, which makes every forged byte hundreds.
    /// An empty question gets none, and so does one that is such an answer itself: an echo or chargen server sent it, and would answer again.
    /// </summary>
    public static int Answer(Span<byte> datagram)
    {
        var pattern = ChargenPattern.Period.Span;
        if (datagram.IsEmpty || (datagram.Length >= TellingLength && pattern.StartsWith(datagram[..TellingLength])))
        {
            return -1;
        }

        var length = Math.Min(datagram.Length, MostCharacters);
        pattern[..length].CopyTo(datagram);
        return length;
    }

    /// <summary>
    /// Sends the pattern until the peer's FIN or reset, or until the host drains; always whole periods of whole lines. What the peer sends is thrown away, as the RFC
    /// says. A peer that does not read stops the sender: no more than the connection's write buffer is ever waiting.
    /// </summary>
    public static async Task ServeAsync(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var output = connection.Transport.Output;
        var peerFinished = DiscardAsync(connection.Transport.Input, output);
        var stop = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using (stop.UnsafeRegister(static output => ((PipeWriter)output!).CancelPendingFlush(), output))
        {
            FlushResult flushed;
            do
            {
                flushed = await output.WriteAsync(ChargenPattern.Period);
            }
            while (!flushed.IsCompleted && !flushed.IsCanceled && !peerFinished.IsCompleted && !stop.IsCancellationRequested);
        }

        if (stop.IsCancellationRequested && !peerFinished.IsCompleted)
        {
            connection.Transport.Input.CancelPendingRead();
            await peerFinished;
        }
        else
        {
            // The discarding side woke us and may not have returned yet: on a pinned ring we run inside its last call.
            await peerFinished;
            SocketEvents.Annotate(connection, "the client finished: the generator stops");
        }
    }

    /// <summary>Reads to the peer's FIN, then wakes a sender that waits for room.</summary>
    static async Task DiscardAsync(PipeReader input, PipeWriter output)
    {
        try
        {
            ReadResult read;
            do
            {
                read = await input.ReadAsync();
                input.AdvanceTo(read.Buffer.End);
            }
            while (!read.IsCompleted && !read.IsCanceled);
        }
        finally
        {
            output.CancelPendingFlush();
        }
    }
}
