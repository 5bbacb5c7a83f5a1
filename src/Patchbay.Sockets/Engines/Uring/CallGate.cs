namespace Patchbay.Sockets;

/// <summary>
/// Keeps the end of a pipe's side out of its calls: who disposes a connection may do so while another thread reads or writes, and whoever comes last then
/// does the ending. A call costs no fence; a foreign ender pays one for all threads (membarrier(2)).
/// </summary>
internal struct CallGate
{
    bool _isInCall, _isEnding;
    int _isEnded;

    /// <summary>Before a call. False when the side has ended: then nothing of it may be touched. <see cref="Leave"/> follows either way.</summary>
    public bool TryEnter()
    {
        Volatile.Write(ref _isInCall, true);
        return !Volatile.Read(ref _isEnding);
    }

    /// <summary>After a call. True when the caller must now do the ending.</summary>
    public bool Leave()
    {
        Volatile.Write(ref _isInCall, false);
        return Volatile.Read(ref _isEnding) && TryEnd();
    }

    /// <summary>Ends the side. True when the caller must do it; else it is done, or a call under way does it as it leaves.</summary>
    /// <param name="isForeign">Calls may be under way on other threads. Who makes the calls itself knows that none is.</param>
    public bool BeginEnd(bool isForeign)
    {
        Volatile.Write(ref _isEnding, true);

        // Pairs with the two lines of TryEnter and of Leave: each is a write and then a look at what the other wrote. Between them is no fence, so this puts
        // one there, on whatever processor they run.
        if (isForeign)
        {
            Interlocked.MemoryBarrierProcessWide();
        }
        else
        {
            Interlocked.MemoryBarrier();
        }

        return !Volatile.Read(ref _isInCall) && TryEnd();
    }

    bool TryEnd() => Interlocked.Exchange(ref _isEnded, 1) == 0;
}
