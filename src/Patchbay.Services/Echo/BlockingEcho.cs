using Patchbay.Services.Models;

namespace Patchbay.Services.Echo;

/// <summary>Echo with blocking calls, as a textbook has it.</summary>
public static class BlockingEcho
{
    /// <summary>Echoes until the peer's FIN.</summary>
    public static void Converse(BlockingConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        Span<byte> buffer = stackalloc byte[16 * 1024];
        int count;
        while ((count = connection.Receive(buffer)) > 0)
        {
            connection.Send(buffer[..count]);
        }
    }
}
