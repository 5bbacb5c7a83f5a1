using System.Text.Json;

namespace Patchbay.Interop.Tests.Life;

/// <summary>What <c>life --json=lines</c> wrote.</summary>
sealed class LifeRecord
{
    LifeRecord(List<(string Event, JsonElement Data)> events) => Events = events;

    public List<(string Event, JsonElement Data)> Events { get; }

    /// <summary>Reads a file; throws when a line is no JSON.</summary>
    public static LifeRecord Read(string file) => new([.. File.ReadLines(file).Select(static line => JsonDocument.Parse(line).RootElement)
        .Select(static line => (line.GetProperty("event").GetString()!, line.GetProperty("data")))]);

    public IEnumerable<JsonElement> Of(string name) => Events.Where(entry => entry.Event == name).Select(static entry => entry.Data);

    /// <summary>The calls, to be compared.</summary>
    public List<RecordedCall> Calls() => [.. Of("call").Where(static call => call.GetProperty("name").GetString() != "close_range").Select(static call =>
    {
        var name = call.GetProperty("name").GetString()!;
        var about = call.TryGetProperty("socket", out var socket) ? socket.GetInt32().ToString() : "";
        var isMaking = name is "socket" or "socketpair";
        var outcome = call.TryGetProperty("errno", out var errno) ? errno.GetString()! : call.TryGetProperty("result", out _) ? "ok" : "?";
        return new RecordedCall(isMaking && about.Length == 0 ? "none" : about, name, RecordedCall.KeyOf(name, RecordedCall.Split(call.GetProperty("arguments").GetString()!)), outcome);
    })];
}
