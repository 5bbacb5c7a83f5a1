using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;

namespace Patchbay.Services.Web;

/// <summary>Moves bytes of a file into an answer: read by the kernel straight into the memory that is sent.</summary>
static class FileBody
{
    // A block of the engines' pools; several go out with one system call.
    const int BlockSize = 16 * 1024, FlushAt = 128 * 1024;

    /// <summary>Sends a part of a file. A client that takes it slowly is waited for with bounded memory.</summary>
    /// <exception cref="IOException">The file became shorter: the answer cannot be kept.</exception>
    public static async ValueTask SendAsync(WebRequest request, SafeFileHandle file, ByteRange range)
    {
        var (output, cancel) = (request.Http.Response.BodyWriter, request.Http.RequestAborted);
        var (at, end, unflushed) = (range.Start, range.Start + range.Length, 0);
        while (at < end)
        {
            var count = ReadBlock(output, file, at, end);
            at += count;
            unflushed += count;
            request.BytesSent += count;
            if (unflushed >= FlushAt || at == end)
            {
                unflushed = 0;
                if ((await output.FlushAsync(cancel)).IsCompleted)
                {
                    return;
                }

                await request.Connection.LeaveRingAsync();
            }
        }
    }

    static int ReadBlock(PipeWriter output, SafeFileHandle file, long at, long end)
    {
        var block = output.GetSpan((int)Math.Min(BlockSize, end - at));
        if (block.Length > end - at)
        {
            block = block[..(int)(end - at)];
        }

        var count = RandomAccess.Read(file, block, at);
        if (count == 0)
        {
            throw new IOException("The file became shorter while it was sent.");
        }

        output.Advance(count);
        return count;
    }
}
