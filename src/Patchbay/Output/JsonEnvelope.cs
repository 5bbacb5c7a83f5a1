using System.Text.Json.Serialization;

namespace Patchbay;

/// <summary>
/// The frame of every document and line of <c>--json</c>. A line of <c>--json=lines</c> is <c>{"v":1,"event":…,"data":…}</c>; a document has
/// the verb as its event. <see cref="Version"/> grows only when a reader of the old form would misread the new one.
/// </summary>
/// <param name="Event">What happened, or the verb whose result this is.</param>
/// <param name="Data">The event's own fields.</param>
internal sealed record JsonEnvelope<T>(
    [property: JsonPropertyName("event")] string Event,
    [property: JsonPropertyName("data")] T Data)
{
    [JsonPropertyName("v"), JsonPropertyOrder(-1)]
    public int Version { get; } = 1;
}
