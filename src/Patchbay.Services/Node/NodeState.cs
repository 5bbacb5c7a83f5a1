using System.Text.Json.Serialization;

namespace Patchbay.Services;

/// <summary>What a running node tells other processes of its user: the file <c>node.json</c> in its data directory.</summary>
/// <param name="Pid">The node's process.</param>
/// <param name="Started">When that process started, in the platform's own ticks: a reused pid has another value.</param>
/// <param name="Engine">The engine's line.</param>
/// <param name="Services">The bound addresses of each service, by name.</param>
public sealed record NodeState(int Pid, ulong Started, string Engine, IReadOnlyDictionary<string, IReadOnlyList<string>> Services)
{
    /// <summary>The form of the file.</summary>
    [JsonPropertyName("v")]
    public int Version { get; init; } = 1;
}

/// <summary>Reads and writes <see cref="NodeState"/> without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(NodeState))]
sealed partial class NodeStateJson : JsonSerializerContext;
