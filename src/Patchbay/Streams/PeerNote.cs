using System.Text.Json;

namespace Patchbay;

/// <summary>A service's own word about one of its connections, told by the node.</summary>
/// <param name="Service">Which service.</param>
/// <param name="Local">The service's end.</param>
/// <param name="Remote">The client's end: ours, where the note is about us.</param>
/// <param name="Seconds">When, on the machine's monotonic clock.</param>
/// <param name="Words">The words.</param>
sealed record PeerNote(string Service, string Local, string Remote, double Seconds, string Words)
{
    /// <summary>Reads the parameters of a notification <c>node.event</c>; null for an event that is no note on a connection.</summary>
    public static PeerNote? TryRead(string service, JsonElement json) =>
        json.ValueKind == JsonValueKind.Object
        && Text(json, "step") == "annotated" && Text(json, "local") is { } local && Text(json, "remote") is { } remote && Text(json, "note") is { } note
        && json.TryGetProperty("seconds", out var seconds) && seconds.ValueKind == JsonValueKind.Number
            ? new PeerNote(service, local, remote, seconds.GetDouble(), note)
            : null;

    static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
