using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Patchbay.Services.Rpc;

/// <summary>The bounds and times of an <see cref="RpcConnection"/>. Immutable.</summary>
public sealed record RpcOptions
{
    /// <summary>The defaults.</summary>
    public static RpcOptions Default { get; } = new();

    /// <summary>What the peer may send.</summary>
    public RpcLimits Limits { get; init; } = RpcLimits.Default;

    /// <summary>The framing of what we send. <see cref="RpcFraming.Unknown"/>: the peer's, and lines as long as it has not spoken.</summary>
    public RpcFraming Framing { get; init; }

    /// <summary>Requests of the peer that run at once. With more of them nothing is read until one is done; those that wait for the peer themselves do not count.</summary>
    /// <remarks>Default 128. At least 1.</remarks>
    public int MaxInFlight { get; init; } = 128;

    /// <summary>Bytes of requests that run and of answers that wait to be sent. With more of them nothing is read: what a slow reader costs, together with one message.</summary>
    /// <remarks>Default 32 MiB.</remarks>
    public int MaxBytesInFlight { get; init; } = 32 * 1024 * 1024;

    /// <summary>Calls of ours that wait for an answer, or for room to be sent; one more throws.</summary>
    /// <remarks>Default 1024.</remarks>
    public int MaxCalls { get; init; } = 1024;

    /// <summary>Bytes of our calls that were sent and not answered; a further call waits, as long as there is another. Less than the peer's <see cref="MaxBytesInFlight"/>, so that two sides that call each other never both stop reading.</summary>
    /// <remarks>Default 8 MiB.</remarks>
    public int MaxCallBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>How long a call of ours waits for its answer; null for ever.</summary>
    /// <remarks>Default 30 s.</remarks>
    public TimeSpan? CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a request of the peer may run; its token is cancelled then. Null: as long as the connection.</summary>
    /// <remarks>Default null.</remarks>
    public TimeSpan? HandlerTimeout { get; init; }

    /// <summary>How long the peer may take none of our bytes while some wait; then the connection is reset.</summary>
    /// <remarks>Default 30 s.</remarks>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock of all of them.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Hears of handlers that failed. Default: nobody.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
