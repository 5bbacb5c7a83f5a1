using System.Text.Json;
using System.Text.Json.Serialization;

namespace Patchbay.Benchmarks.KestrelPeer;

/// <summary>A call as ASP.NET Core's minimal API would have it: a POST whose body is bound from JSON and whose result is written as JSON, both source-generated.</summary>
static class RpcPost
{
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/rpc", static (RpcRequest request) => new RpcAnswer("2.0", request.Params.A + request.Params.B, request.Id));
}

sealed record RpcArguments(double A, double B);

sealed record RpcRequest(string Jsonrpc, string Method, RpcArguments Params, int Id);

sealed record RpcAnswer(string Jsonrpc, double Result, int Id);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RpcRequest))]
[JsonSerializable(typeof(RpcAnswer))]
sealed partial class RpcPostJson : JsonSerializerContext;
