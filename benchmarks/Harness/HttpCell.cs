namespace Patchbay.Benchmarks.Harness;

/// <summary>One HTTP load.</summary>
sealed record HttpCell(string Name, string Title, int Connections, bool Pipelined)
{
    /// <summary>What is asked for.</summary>
    public string Path { get; init; } = "/plaintext";

    public static IReadOnlyList<HttpCell> All { get; } =
    [
        new("plaintext", "64 connections, keep-alive, one request in flight each", 64, false),
        new("pipelined", "64 connections, keep-alive, sixteen requests in each write", 64, true),
    ];
}
