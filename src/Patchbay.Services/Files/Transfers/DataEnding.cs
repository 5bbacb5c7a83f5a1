using Microsoft.AspNetCore.Connections;
using Patchbay.Sockets;

namespace Patchbay.Services.Files;

/// <summary>The end of data from us: the end of the connection is the end of the file (RFC 959 section 3.4.1).</summary>
static class DataEnding
{
    /// <summary>Sends what is left and FIN behind it, under TLS close_notify too, and waits until the kernel has it.</summary>
    public static async Task<TransferFailure> FinishAsync(ConnectionContext connection, CancellationToken cancellationToken)
    {
        await connection.Transport.Output.CompleteAsync();
        if (connection.Features.Get<IHalfCloseFeature>() is { } halfClose)
        {
            await halfClose.WaitUntilWeFinishedAsync().WaitAsync(cancellationToken);
        }

        return TransferFailure.None;
    }
}
