namespace Patchbay.Benchmarks.Harness;

/// <summary>One load on a relay: so many connections at once, each a stream that never stops or a message that goes back and forth.</summary>
sealed record RelayCell(string Name, string Mode, int Connections)
{
    public const int MessageBytes = 64;

    public bool IsBulk => Mode == "bulk";

    public string Title => $"{Connections} relay{(Connections == 1 ? "" : "s at once")}, {(IsBulk ? "a stream in one direction through each" : $"a message of {MessageBytes} B back and forth through each")}";

    public static IReadOnlyList<RelayCell> All { get; } = [new("1xbulk", "bulk", 1), new("64xbulk", "bulk", 64), new("1xtrip", "trip", 1), new("64xtrip", "trip", 64)];
}
