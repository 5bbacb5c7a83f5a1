using Microsoft.AspNetCore.Connections;

namespace Patchbay.Services.Discard;

/// <summary>Throws away what it receives and never answers (RFC 863).</summary>
public static class DiscardService
{
    /// <summary>The service on TCP and UDP port 7009 of loopback; the RFC's port is 9.</summary>
    public static IService Create() => StreamAndDatagramService.Create(
        new("discard", "throws away what it receives (RFC 863)", ["tcp-listen:127.0.0.1:7009", "udp-listen:127.0.0.1:7009"], "patchbay connect {address}", StreamAndDatagramService.Options) { Blocking = BlockingDiscard.Converse },
        ServeAsync, answer: null);

    /// <summary>Reads to the peer's FIN.</summary>
    public static async Task ServeAsync(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        using var drain = new DrainWatch(connection);
        var input = connection.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync();
            var end = drain.ShouldEnd(read);
            input.AdvanceTo(read.Buffer.End);
            if (end)
            {
                return;
            }
        }
    }
}
