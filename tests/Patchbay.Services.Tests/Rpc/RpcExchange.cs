using System.Text;
using Patchbay.Services.Rpc;

namespace Patchbay.Services.Tests.Rpc;

/// <summary>Bytes in, everything that comes back: a peer that says all it has to say and finishes.</summary>
static class RpcExchange
{
    public static Task<string> RunAsync(string input, RpcHandlers? handlers = null, RpcOptions? options = null) => RunAsync(Encoding.UTF8.GetBytes(input), handlers, options);

    public static async Task<string> RunAsync(byte[] input, RpcHandlers? handlers = null, RpcOptions? options = null)
    {
        using var memory = new MemoryConnection(64 * 1024 * 1024);
        var rpc = new RpcConnection(memory.Connection, handlers ?? RpcTestMethods.Specification(), options);
        await memory.Peer.WriteAsync(input);
        await memory.Peer.CompleteAsync();
        await rpc.RunAsync().WaitAsync(ChildProcess.Limit);
        await memory.Connection.Transport.Output.CompleteAsync();
        using var output = new MemoryStream();
        await memory.FromHandler.CopyToAsync(output);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    public static string WithHeader(string body) => $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
}
