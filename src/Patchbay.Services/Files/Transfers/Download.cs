using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.Win32.SafeHandles;

namespace Patchbay.Services.Files;

/// <summary>RETR: a file to the client.</summary>
/// <param name="handle">The file. Owned.</param>
/// <param name="name">What it is called.</param>
/// <param name="offset">Where the client begins.</param>
/// <param name="isAscii">TYPE A.</param>
sealed class Download(SafeFileHandle handle, string name, long offset, bool isAscii) : DataTransfer
{
    const int BlockSize = 16 * 1024;

    long _offset = offset;
    AsciiLines _lines;

    public override string Name => name;

    public override long? Size { get; } = RandomAccess.GetLength(handle) - offset;

    public override async Task<TransferFailure> RunAsync(ConnectionContext connection, CancellationToken cancellationToken)
    {
        if (!isAscii && FileSender.SocketOf(connection) is { } socket)
        {
            return await FileSender.SendAsync(socket, handle, _offset, Moved, cancellationToken) ? await DataEnding.FinishAsync(connection, cancellationToken) : TransferFailure.Network;
        }

        var output = connection.Transport.Output;
        var block = isAscii ? new byte[BlockSize / 2] : null;
        while (true)
        {
            var count = block is null ? Fill(output) : FillLines(output, block);
            if (count == 0)
            {
                return await DataEnding.FinishAsync(connection, cancellationToken);
            }

            Moved(count);
            if ((await output.FlushAsync(cancellationToken)).IsCompleted)
            {
                return TransferFailure.Network;
            }
        }
    }

    public override void Dispose() => handle.Dispose();

    int Fill(PipeWriter output)
    {
        var memory = output.GetMemory(BlockSize);
        var count = OnDisk(() => RandomAccess.Read(handle, memory.Span, _offset));
        _offset += count;
        output.Advance(count);
        return count;
    }

    int FillLines(PipeWriter output, byte[] block)
    {
        var count = OnDisk(() => RandomAccess.Read(handle, block, _offset));
        _offset += count;
        var written = _lines.Encode(block.AsSpan(0, count), output.GetSpan(BlockSize));
        output.Advance(written);
        return written;
    }
}
