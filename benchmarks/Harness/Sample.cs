using System.Text.Json.Serialization;

namespace Patchbay.Benchmarks.Harness;

/// <summary>One measured stretch of load, as the load generator printed it. Latencies in microseconds, shares from 0 to 1.</summary>
sealed record Sample
{
    public long Messages { get; init; }
    public double Seconds { get; init; }
    public double MessagesPerSecond { get; init; }
    public double P50 { get; init; }
    public double P99 { get; init; }
    public double P999 { get; init; }
    public double ServerCpuSeconds { get; init; }
    public double ClientCpuSeconds { get; init; }
    public double ServerCoreBusy { get; init; }
    public double ClientCoreBusy { get; init; }
    public long Errors { get; init; }
    public long WrongBytes { get; init; }

    /// <summary>UDP only: datagrams that did not come back in time.</summary>
    public long Lost { get; init; }

    /// <summary>The most threads the server had, where a bench looks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Threads { get; init; }

    /// <summary>The most memory the server had resident, in bytes, where a bench looks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Resident { get; init; }

    /// <summary>The cost of one message to the server, in CPU-µs.</summary>
    public double Cost => ServerCpuSeconds * 1e6 / Messages;

    /// <summary>
    /// Others took a part of either core. It shifts the cost: up by cold caches, down by fuller batches.
    /// </summary>
    public bool Disturbed => Math.Max(ServerCoreBusy - (ServerCpuSeconds / Seconds), ClientCoreBusy - (ClientCpuSeconds / Seconds)) > DisturbedShare;

    // Core times are counted in ticks of 10 ms: less than this is their error.
    const double DisturbedShare = 0.05;

    /// <summary>Why this sample may not count; null when it may.</summary>
    /// <param name="mustBeBusy">One connection waits for its client by nature; the others must keep the server's core busy.</param>
    public string? DiscardReason(bool mustBeBusy) => this switch
    {
        { WrongBytes: > 0 } => $"{WrongBytes} wrong bytes",
        { Errors: > 0 } => $"{Errors} errors",
        { Messages: 0 } => "no message came back",
        { ServerCoreBusy: < 0.9, ClientCoreBusy: > 0.95 } when mustBeBusy => $"the client was saturated (server core {ServerCoreBusy:P0} busy)",
        { ServerCoreBusy: < 0.9 } when mustBeBusy => $"server core only {ServerCoreBusy:P0} busy",
        _ => null,
    };
}
