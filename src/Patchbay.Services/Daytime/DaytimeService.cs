using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Services.Daytime;

/// <summary>Says the date and the time, then closes (RFC 867).</summary>
public static class DaytimeService
{
    /// <summary>The service on TCP port 7013 of loopback; the RFC's port is 13.</summary>
    /// <param name="clock">Null for the system's clock.</param>
    public static IService Create(TimeProvider? clock = null) => new StreamService(
        new("daytime", "says the date and the time (RFC 867)", ["tcp-listen:127.0.0.1:7013"], "patchbay connect {address}", StreamOptions.All),
        connection => ServeAsync(connection, clock ?? TimeProvider.System));

    /// <summary>One line, then FIN; what the peer sends is thrown away by the host.</summary>
    public static async Task ServeAsync(ConnectionContext connection, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(clock);
        await connection.Transport.Output.WriteAsync(Encoding.ASCII.GetBytes(DaytimeText.Format(clock.GetUtcNow())));
    }
}
