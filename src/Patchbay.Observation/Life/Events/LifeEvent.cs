namespace Patchbay.Observation;

/// <summary>
/// One thing seen of a program or of its sockets. A recording is a list of these in the order of <see cref="At"/>; <c>life</c> tells it, <c>doctor</c> judges it. Events of one
/// socket come from several sources that do not know of one another; they meet by <see cref="Socket"/>.
/// </summary>
public abstract record LifeEvent
{
    /// <summary>When, since the recording began, by CLOCK_MONOTONIC; of a call, when it was entered.</summary>
    public required TimeSpan At { get; init; }

    /// <summary>The socket's number in this recording: 1, 2, 3 …, whichever process and descriptor name it. 0 for what is about no socket.</summary>
    public int Socket { get; init; }
}
