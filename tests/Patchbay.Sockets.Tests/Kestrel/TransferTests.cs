using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Patchbay.Sockets.Tests.Kestrel;

/// <summary>Two gibibytes up and down over HTTP, every byte looked at.</summary>
[Collection(AloneCollection.Name)]
public sealed class TransferTests
{
    const long Length = 2L << 30;

    static readonly Marker Marker = new(1, period: 1_048_573);

    [Theory, Engines(Can.Explain)]
    public async Task An_upload_of_two_gibibytes_arrives_byte_exact(TestedEngine engine)
    {
        await using var server = await WebServer.StartAsync(engine, static application => application.MapPost("/", static async (HttpContext context) =>
        {
            long done = 0;
            while (true)
            {
                var result = await context.Request.BodyReader.ReadAsync();
                foreach (var memory in result.Buffer)
                {
                    Marker.Check(memory.Span, done);
                    done += memory.Length;
                }

                context.Request.BodyReader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    return done.ToString(CultureInfo.InvariantCulture);
                }
            }
        }));
        using var client = WebServer.Client(server.Http1, HttpVersion.Version11);
        using var answer = await client.PostAsync("/", new MarkedContent());
        Assert.Equal(Length.ToString(CultureInfo.InvariantCulture), await answer.Content.ReadAsStringAsync());
    }

    [Theory, Engines(Can.Explain)]
    public async Task A_download_of_two_gibibytes_arrives_byte_exact(TestedEngine engine)
    {
        await using var server = await WebServer.StartAsync(engine, static application => application.MapGet("/", static async (HttpContext context) =>
        {
            context.Response.ContentLength = Length;
            for (long done = 0; done < Length;)
            {
                var piece = (int)Math.Min(64 * 1024, Length - done);
                await context.Response.Body.WriteAsync(Marker.At(done, piece));
                done += piece;
            }
        }));
        using var client = WebServer.Client(server.Http1, HttpVersion.Version11);
        await using var body = await client.GetStreamAsync("/");
        var buffer = new byte[256 * 1024];
        long received = 0;
        while (await body.ReadAsync(buffer) is > 0 and var count)
        {
            Marker.Check(buffer.AsSpan(0, count), received);
            received += count;
        }

        Assert.Equal(Length, received);
    }

    sealed class MarkedContent : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (long done = 0; done < Length;)
            {
                var piece = (int)Math.Min(256 * 1024, Length - done);
                await stream.WriteAsync(Marker.At(done, piece));
                done += piece;
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = Length;
            return true;
        }
    }
}
