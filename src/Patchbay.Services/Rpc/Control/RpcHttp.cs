using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Patchbay.Sockets;

namespace Patchbay.Services.Rpc;

/// <summary>
/// The methods over HTTP: <c>POST /rpc</c> with one message or batch as <c>application/json</c>, answered in the same form, or with 204 where there is nothing to answer; <c>GET /rpc</c> tells the
/// methods. A login is HTTP's Basic. There is no way back to the caller: no progress, no events, no calls back.
/// </summary>
/// <param name="service">Whose methods.</param>
sealed class RpcHttp(RpcService service)
{
    const string Json = "application/json";

    /// <summary>Maps both on <c>/rpc</c>.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/rpc", PostAsync);
        endpoints.MapGet("/rpc", http => AnswerAsync(http, """{"jsonrpc":"2.0","method":"rpc.discover","id":1}"""u8.ToArray()));
    }

    async Task PostAsync(HttpContext http)
    {
        // A page of elsewhere can make a browser post text or a form, and JSON only after it has asked (Fetch standard, CORS-safelisted request-header).
        if (http.Request.ContentType?.Split(';')[0].Trim().Equals(Json, StringComparison.OrdinalIgnoreCase) != true)
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        if (await ReadBodyAsync(http.Request.BodyReader, http.RequestAborted) is { } body)
        {
            await AnswerAsync(http, body);
        }
        else
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        }
    }

    async Task AnswerAsync(HttpContext http, byte[] body)
    {
        var (local, remote) = (EndOf(http.Connection.LocalIpAddress, http.Connection.LocalPort), EndOf(http.Connection.RemoteIpAddress, http.Connection.RemotePort));
        if (OriginPolicy.Refuse(demanded: null, http.Request.Headers.Origin.FirstOrDefault(), http.Request.Host.Value ?? "", local) is not null)
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        var (input, output) = (new Pipe(new PipeOptions(pauseWriterThreshold: 0)), new Pipe(new PipeOptions(pauseWriterThreshold: 0)));
        await using var connection = new DefaultConnectionContext(http.Connection.Id) { Transport = new Pipes(input.Reader, output.Writer), LocalEndPoint = local, RemoteEndPoint = remote };
        await using var session = service.Open(connection, out var rpc);
        if (!await LoginAsync(http, session))
        {
            return;
        }

        await using var aborted = http.RequestAborted.UnsafeRegister(static rpc => ((RpcConnection)rpc!).Abort(new ConnectionAbortedException("The client has gone.")), rpc);
        // With its length before it the body is one message, whatever it holds.
        await input.Writer.WriteAsync(Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\n\r\n"));
        await input.Writer.WriteAsync(body);
        await input.Writer.CompleteAsync();
        await rpc.RunAsync();
        await output.Writer.CompleteAsync();
        await WriteAnswerAsync(http, output.Reader);
    }

    /// <summary>The answer is what is no call: progress and the like have nowhere to go.</summary>
    async Task WriteAnswerAsync(HttpContext http, PipeReader output)
    {
        var rest = (await output.ReadAtLeastAsync(int.MaxValue)).Buffer;
        var decoder = new RpcFrameDecoder(RpcLimits.Default with { MaxMessageBytes = int.MaxValue });
        var messages = new List<RpcMessage>();
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        while (decoder.Read(ref rest) is { Kind: RpcFrameKind.Message } frame)
        {
            if (RpcMessageReader.Read(frame.Bytes, service.Options.Limits with { MaxBatch = int.MaxValue }, messages) == RpcDocument.Batch || messages is [{ Kind: RpcMessageKind.Result or RpcMessageKind.Error }])
            {
                http.Response.StatusCode = StatusCodes.Status200OK;
                http.Response.ContentType = Json;
                http.Response.ContentLength = frame.Bytes.Length;
                await http.Response.Body.WriteAsync(frame.Bytes);
                break;
            }
        }

        decoder.Release();
        await output.CompleteAsync();
    }

    /// <summary>Logs in where the request says who it is; false when it was answered because that is wrong.</summary>
    static async Task<bool> LoginAsync(HttpContext http, RpcSession session)
    {
        const string Scheme = "Basic ";
        if (http.Request.Headers.Authorization.FirstOrDefault() is not { } header)
        {
            return true;
        }

        try
        {
            if (header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && Encoding.UTF8.GetString(Convert.FromBase64String(header[Scheme.Length..].Trim())).Split(':', 2) is [var name, var password])
            {
                await session.LoginAsync(name, password, http.RequestAborted);
                return true;
            }
        }
        catch (Exception error) when (error is FormatException or RpcException)
        {
            // No base64, or nobody who may.
        }

        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        http.Response.Headers.WWWAuthenticate = "Basic realm=\"patchbay\", charset=\"UTF-8\"";
        return false;
    }

    async Task<byte[]?> ReadBodyAsync(PipeReader body, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            var isTooLong = read.Buffer.Length > service.Options.Limits.MaxMessageBytes;
            if (isTooLong || read.IsCompleted)
            {
                var message = isTooLong ? null : read.Buffer.ToArray();

                // A read that is not ended makes Kestrel end the connection instead of taking the next request.
                body.AdvanceTo(read.Buffer.End);
                return message;
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    static IPEndPoint? EndOf(IPAddress? address, int port) => address is null ? null : new IPEndPoint(address, port);

    sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
