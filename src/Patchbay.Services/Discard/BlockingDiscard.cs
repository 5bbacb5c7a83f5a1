using Patchbay.Services.Models;

namespace Patchbay.Services.Discard;

/// <summary>Discard with blocking calls.</summary>
public static class BlockingDiscard
{
    /// <summary>Reads to the peer's FIN.</summary>
    public static void Converse(BlockingConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        Span<byte> buffer = stackalloc byte[16 * 1024];
        while (connection.Receive(buffer) > 0)
        {
        }
    }
}
