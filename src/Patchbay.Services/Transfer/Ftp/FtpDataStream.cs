using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Patchbay.Sockets;

namespace Patchbay.Services.Transfer;

/// <summary>The incoming direction of a data connection. Leaves the connection alone.</summary>
internal sealed class FtpDataStream(ConnectionContext connection, string peer) : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var input = connection.Transport.Input;
        try
        {
            while (true)
            {
                var result = await input.ReadAsync(cancellationToken);
                var available = result.Buffer;
                if (available.IsEmpty && !result.IsCompleted)
                {
                    input.AdvanceTo(available.Start);
                    continue;
                }

                var count = (int)Math.Min(available.Length, buffer.Length);
                var taken = available.Slice(0, count);
                taken.CopyTo(buffer.Span);
                input.AdvanceTo(taken.End);
                return count;
            }
        }
        catch (LayerException error) when (error.Failure == LayerFailure.Protocol)
        {
            // No close_notify: the bytes may have been cut by anybody.
            throw new TransferException(TransferFailure.Partial, error.Message, "The server ended, or something in between cut it.", error);
        }
        catch (IOException error) when (error is not TransferException)
        {
            throw new TransferException(TransferFailure.ReceiveFailed, $"{peer} {(error is ConnectionResetException ? "reset" : "broke")} the data connection", "The server ended, or something in between cut it.", error);
        }
    }
}
