using Patchbay.Linux.IoUring;

namespace Patchbay.Sockets;

/// <summary>Whoever has operations on a ring. All calls come on the ring's thread.</summary>
internal interface IRingTarget
{
    /// <summary>An operation completed. It no longer counts as outstanding, unless the completion has more to come.</summary>
    void OnCompletion(RingOp op, in CompletionEntry completion);

    /// <summary>No operation is outstanding: what the kernel used may be closed. Called after every last completion.</summary>
    void OnQuiescent();

    /// <summary>The engine stops: end at once.</summary>
    void OnRingStopping();
}
