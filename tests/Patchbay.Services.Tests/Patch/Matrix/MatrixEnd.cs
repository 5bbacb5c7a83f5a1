using Patchbay.Services.Patch;

namespace Patchbay.Services.Tests.Patch;

/// <summary>One end of a patch under test, and the peer at its other side, which the test speaks through.</summary>
/// <param name="Source">What the patch gets.</param>
/// <param name="Peer">Meets the patch: connects to it, or waits for it. Is given what the patch opened, which a peer of datagrams must know to speak first.</param>
/// <param name="Listener">Where the peer waits, when it does.</param>
sealed record MatrixEnd(EndSource Source, Func<Task<PatchEnd>, Task<PatchEnd>> Peer, EndSource? Listener = null) : IAsyncDisposable
{
    /// <summary>Its kind can tell a peer that a connection was cut: TCP can, a Unix socket and a pipe cannot.</summary>
    public bool TellsReset { get; init; }

    /// <summary>A terminal: it takes lines of text only, and the end of what it says is its end.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>It speaks in messages.</summary>
    public bool IsMessages { get; init; }

    /// <summary>It is known by its first message.</summary>
    public bool MustSpeakFirst { get; init; }

    /// <summary>Nothing ends it before the other side has finished.</summary>
    public bool HasNoEnd { get; init; }

    /// <summary>Whoever sends to a peer that is gone is told (ICMP, ECONNREFUSED).</summary>
    public bool TellsAbsence { get; init; }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await (Listener?.DisposeAsync() ?? default);
    }
}
