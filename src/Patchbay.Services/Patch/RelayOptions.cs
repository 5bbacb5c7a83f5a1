using System.Buffers;

namespace Patchbay.Services.Patch;

/// <summary>How a relay treats what passes.</summary>
public sealed record RelayOptions
{
    /// <summary>Cut a relay through which no byte moves, in either direction, for so long.</summary>
    /// <remarks>Default null: never. At least 10 ms; fires up to an eighth late.</remarks>
    public TimeSpan? Idle { get; init; }

    /// <summary>Sees every byte before it is handed over: who said it, and what. Called from both directions at once; the bytes are valid during the call.</summary>
    /// <remarks>Default null.</remarks>
    public Action<PatchSide, ReadOnlySequence<byte>>? Tap { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
