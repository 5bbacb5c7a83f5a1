using System.Globalization;

namespace Patchbay.Benchmarks.Harness;

/// <summary>One load: so many connections, each with so many messages of so many bytes in flight.</summary>
/// <param name="Connections">Connections, or sockets of UDP.</param>
/// <param name="Bytes">Of one message.</param>
/// <param name="Depth">Messages in flight on each connection.</param>
/// <param name="Segmented">UDP only: what a socket sends at once goes in one piece (UDP_SEGMENT).</param>
sealed record Cell(int Connections, int Bytes, int Depth, bool Segmented = false)
{
    const int Chunk = 64 * 1024, ChunksInFlight = 8;

    /// <summary>64 KiB chunks, eight in flight: the stream never stops.</summary>
    public bool IsStream => Bytes == Chunk;

    public string Name => IsStream ? $"{Connections}xstream" : $"{Connections}x{Bytes}x{Depth}{(Segmented ? "xgso" : "")}";

    public string Title => IsStream
        ? $"{Connections} connection{(Connections == 1 ? "" : "s")}, a continuous stream of 64 KiB chunks"
        : $"{Connections} connection{(Connections == 1 ? "" : "s")} × {Bytes} B, depth {Depth}";

    public static IReadOnlyList<Cell> All { get; } =
    [
        new(1, 64, 1), new(64, 64, 1), new(1000, 64, 1),
        new(1, 64, 16), new(64, 64, 16), new(1000, 64, 16),
        new(1, Chunk, ChunksInFlight), new(64, Chunk, ChunksInFlight),
    ];

    /// <summary><c>64x64x1</c> (connections, bytes, depth), with <c>xgso</c> for pieces, or <c>64xstream</c>.</summary>
    public static Cell Parse(string name)
    {
        var parts = name.Split('x');
        return parts switch
        {
            [var connections, "stream"] => new(Number(connections), Chunk, ChunksInFlight),
            [var connections, var bytes, var depth, "gso"] => new(Number(connections), Number(bytes), Number(depth), Segmented: true),
            [var connections, var bytes, var depth] => new(Number(connections), Number(bytes), Number(depth)),
            _ => throw Bad(name),
        };

        int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw Bad(name);
    }

    static BenchException Bad(string name) => new($"'{name}' is not a cell. Example: 64x64x1 (connections × bytes × depth) or 64xstream.");
}
