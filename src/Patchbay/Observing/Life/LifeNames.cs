using System.Globalization;
using Patchbay.Observation;

namespace Patchbay;

/// <summary>How the outputs of <c>life</c> name sockets and moments. Pure.</summary>
static class LifeNames
{
    /// <summary><c>curl (pid 12)</c>; where no program is known, <c>socket 3</c>.</summary>
    public static string Program(LifeScene scene, SocketLife life) => scene.FindProgram(life.Maker)?.ToString() ?? $"socket {life.Number}";

    /// <summary>The socket's own end, or what it is.</summary>
    public static string End(SocketLife life) => life.Name switch
    {
        { Local: { } local } => local.ToString(),
        { Path: { Length: > 0 } path } => $"unix:{path}",
        { } name => $"{name.Protocol} socket".Replace("Unspecified", "Unix", StringComparison.Ordinal),
        null => $"socket {life.Number}",
    };

    /// <summary><c>curl (pid 12) 127.0.0.1:50320 → 127.0.0.1:8080</c>.</summary>
    public static string Whole(LifeScene scene, SocketLife life)
    {
        var program = scene.FindProgram(life.Maker) is { } known ? $"{known} " : "";
        var remote = life.Name?.Remote is { Port: > 0 } end ? $" {(life.IsPassive ? "←" : "→")} {end}" : life.IsPassive && life.Peer is null ? " listens" : "";
        return $"{program}{End(life)}{remote}";
    }

    /// <summary>Milliseconds with the microseconds behind the point.</summary>
    public static string Moment(TimeSpan at) => at.TotalMilliseconds.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>What the words of an entry begin with, by its track.</summary>
    public static string Track(LifeTrack track) => track switch
    {
        LifeTrack.State => "state ",
        LifeTrack.Note => "says ",
        _ => "",
    };
}
