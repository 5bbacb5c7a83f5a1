using Patchbay.Linux;

namespace Patchbay.Services.Patch;

/// <summary>What an <see cref="EpollThread"/> calls, always on its own thread.</summary>
internal interface IEpollTarget
{
    /// <summary>Something changed at a descriptor.</summary>
    /// <param name="tag">Which of the target's descriptors.</param>
    /// <param name="events">What is so now.</param>
    void OnReady(int tag, EpollEvents events);

    /// <summary>It asked for another turn and the others had theirs.</summary>
    void OnTurn();

    /// <summary>The time that it asked for has come.</summary>
    /// <param name="tag">What it asked with.</param>
    void OnTime(int tag);

    /// <summary>The thread stops: end now.</summary>
    void OnStopping();
}
