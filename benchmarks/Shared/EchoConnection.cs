using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Benchmarks.Servers;

/// <summary>Echo as one writes it on a ConnectionContext: the same lines over every transport, so that only the transport differs.</summary>
static class EchoConnection
{
    public static async Task RunAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        var output = connection.Transport.Output;
        while (true)
        {
            var read = await input.ReadAsync();
            foreach (var segment in read.Buffer)
            {
                output.Write(segment.Span);
            }

            input.AdvanceTo(read.Buffer.End);
            var flush = await output.FlushAsync();
            if (read.IsCompleted || flush.IsCompleted)
            {
                return;
            }
        }
    }
}
