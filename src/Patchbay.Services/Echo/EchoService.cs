using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Services.Echo;

/// <summary>Sends back what it receives (RFC 862).</summary>
public static class EchoService
{
    /// <summary>The service on TCP and UDP port 7007 of loopback; the RFC's port is 7.</summary>
    public static IService Create() => StreamAndDatagramService.Create(
        new("echo", "sends back what it receives (RFC 862)", ["tcp-listen:127.0.0.1:7007", "udp-listen:127.0.0.1:7007"], "patchbay connect {address}", StreamAndDatagramService.Options) { Blocking = BlockingEcho.Converse },
        ServeAsync, Answer);

    /// <summary>The question is the answer; also an empty one, which is no longer than its question.</summary>
    public static int Answer(Span<byte> datagram) => datagram.Length;

    /// <summary>
    /// Echoes until the peer's FIN; the reply to everything before it still goes out, and our FIN follows. Reading waits while the peer does not
    /// take its echo, so memory stays bounded by the connection's own buffers.
    /// </summary>
    public static async Task ServeAsync(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        using var drain = new DrainWatch(connection);
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        while (true)
        {
            var read = await input.ReadAsync();
            foreach (var segment in read.Buffer)
            {
                output.Write(segment.Span);
            }

            var end = drain.ShouldEnd(read);
            input.AdvanceTo(read.Buffer.End);
            var flushed = await output.FlushAsync();
            if (end || flushed.IsCompleted)
            {
                return;
            }
        }
    }
}
