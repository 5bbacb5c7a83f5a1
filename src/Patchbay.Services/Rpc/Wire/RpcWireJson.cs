using System.Text.Json;
using System.Text.Json.Serialization;

namespace Patchbay.Services.Rpc;

/// <summary>The protocol's own forms, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RpcInvalidParamsData))]
[JsonSerializable(typeof(RpcReasonData))]
[JsonSerializable(typeof(RpcCancelParams))]
[JsonSerializable(typeof(RpcProgressParams))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonNode))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(long))]
sealed partial class RpcWireJson : JsonSerializerContext;

/// <summary>The data of an error that has a reason.</summary>
/// <param name="Reason">Ends a sentence.</param>
sealed record RpcReasonData(string Reason);

/// <summary><c>$/cancelRequest</c>.</summary>
/// <param name="Id">Which request.</param>
sealed record RpcCancelParams(JsonElement Id);

/// <summary><c>$/progress</c>.</summary>
/// <param name="Token">The token that the request gave.</param>
/// <param name="Value">How far it is, in the method's own form.</param>
sealed record RpcProgressParams(JsonElement Token, JsonElement Value);
