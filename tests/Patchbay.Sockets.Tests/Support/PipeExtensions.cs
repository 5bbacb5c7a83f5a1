using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Patchbay.Sockets.Tests;

/// <summary>What a handler does.</summary>
internal static class PipeExtensions
{
    public static async Task<byte[]> ReadExactlyAsync(this PipeReader input, int count)
    {
        var result = await input.ReadAtLeastAsync(count).Soon();
        Assert.True(result.Buffer.Length >= count, $"The input ended after {result.Buffer.Length} of {count} bytes.");
        var bytes = result.Buffer.Slice(0, count).ToArray();
        input.AdvanceTo(result.Buffer.GetPosition(count));
        return bytes;
    }

    /// <summary>Everything up to the peer's FIN.</summary>
    public static async Task<byte[]> ReadToEndAsync(this PipeReader input)
    {
        var all = new ArrayBufferWriter<byte>();
        while (true)
        {
            var result = await input.ReadAsync().Soon();
            foreach (var memory in result.Buffer)
            {
                all.Write(memory.Span);
            }

            input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return all.WrittenSpan.ToArray();
            }
        }
    }

    /// <summary>Reads and drops until ReadAsync throws, and returns what it threw and how many bytes came before.</summary>
    public static async Task<(Exception? Error, long Bytes)> ReadToFailureAsync(this PipeReader input)
    {
        long bytes = 0;
        try
        {
            while (true)
            {
                var result = await input.ReadAsync().Soon();
                bytes += result.Buffer.Length;
                input.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    return (null, bytes);
                }
            }
        }
        catch (Exception error) when (error is not TimeoutException)
        {
            return (error, bytes);
        }
    }

    /// <summary>Sends back what comes until the peer's FIN.</summary>
    public static async Task EchoAsync(this IDuplexPipe pipe)
    {
        while (true)
        {
            var result = await pipe.Input.ReadAsync();
            foreach (var memory in result.Buffer)
            {
                pipe.Output.Write(memory.Span);
            }

            pipe.Input.AdvanceTo(result.Buffer.End);
            var flushed = await pipe.Output.FlushAsync();
            if (result.IsCompleted || flushed.IsCompleted)
            {
                return;
            }
        }
    }

    public static byte[] Ascii(this string text) => Encoding.ASCII.GetBytes(text);

    public static string Ascii(this byte[] bytes) => Encoding.ASCII.GetString(bytes);
}
