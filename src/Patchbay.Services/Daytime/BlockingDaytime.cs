using System.Text;
using Patchbay.Services.Models;

namespace Patchbay.Services.Daytime;

/// <summary>Daytime with blocking calls.</summary>
static class BlockingDaytime
{
    /// <summary>One line; the server's FIN follows.</summary>
    public static void Converse(BlockingConnection connection, TimeProvider clock) => connection.Send(Encoding.ASCII.GetBytes(DaytimeText.Format(clock.GetUtcNow())));
}
