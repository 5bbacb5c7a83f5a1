using System.Text.Json.Serialization;

namespace Patchbay.Services.Rpc;

/// <summary>The parameters of a method that takes none.</summary>
public sealed record RpcNoParams;

/// <summary>Forms of the protocol's own methods.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RpcNoParams))]
sealed partial class RpcMethodJson : JsonSerializerContext;
