using System.Text.Json;
using Patchbay.Interop.Tests.Life.Kernel;

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
    public List<RecordedCall> Calls() => [.. Of("call").Select(static call =>
    {
        var name = call.GetProperty("name").GetString()!;
        var about = call.TryGetProperty("socket", out var socket) ? socket.GetInt32().ToString() : "";
        if (name == "close_range")
        {
            about = name;
        }

        var isMaking = name is "socket" or "socketpair";
        var outcome = call.TryGetProperty("errno", out var errno) ? errno.GetString()! : call.TryGetProperty("result", out _) ? "ok" : "?";
        return new RecordedCall(isMaking && about.Length == 0 ? "none" : about, name, RecordedCall.KeyOf(name, RecordedCall.Split(call.GetProperty("arguments").GetString()!)), outcome,
            RecordedCall.MovesBytes(name) && outcome == "ok" ? call.GetProperty("result").GetInt64() : 0);
    })];

    /// <summary>The calls with their descriptors and results, in order of time.</summary>
    public List<KernelCall> KernelCalls() => [.. Of("call").OrderBy(static call => call.GetProperty("milliseconds").GetDecimal()).Select(static call => new KernelCall(
        call.GetProperty("tid").GetInt32(), call.GetProperty("name").GetString()!, call.TryGetProperty("descriptor", out var descriptor) ? descriptor.GetInt32() : -1,
        call.TryGetProperty("errno", out var errno) ? errno.GetString()! : call.TryGetProperty("result", out var result) ? result.GetRawText() : KernelCall.Unfinished))];
}
