using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Services.Files;

/// <summary>STOR, APPE and STOU: a file from the client.</summary>
/// <param name="file">The file. Owned.</param>
/// <param name="name">What it is called.</param>
/// <param name="isAscii">TYPE A.</param>
sealed class Upload(UploadFile file, string name, bool isAscii) : DataTransfer
{
    AsciiLines _lines;

    public override string Name => name;

    public override async Task<TransferFailure> RunAsync(ConnectionContext connection, CancellationToken cancellationToken)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            _ = OnDisk(() => Write(buffer));
            Moved((int)buffer.Length);
            input.AdvanceTo(buffer.End);
            if (read.IsCompleted)
            {
                return TransferFailure.None;
            }
        }
    }

    public override void Commit() => OnDisk(() =>
    {
        if (_lines.HasCr)
        {
            file.Write("\r"u8);
        }

        file.Commit();
        return 0;
    });

    public override void Dispose() => file.Dispose();

    int Write(in ReadOnlySequence<byte> bytes)
    {
        if (!isAscii)
        {
            file.Write(bytes);
            return 0;
        }

        foreach (var segment in bytes)
        {
            var lines = ArrayPool<byte>.Shared.Rent(segment.Length + 1);
            file.Write(lines.AsSpan(0, _lines.Decode(segment.Span, lines)));
            ArrayPool<byte>.Shared.Return(lines);
        }

        return 0;
    }
}
