using static Patchbay.Linux.Errno;

namespace Patchbay.Sockets;

/// <summary>
/// Whether a send, receive or connect that failed is tried again. A disturbed call is repeated at once; one for which the kernel had no memory is
/// repeated a few times with growing pauses, and then fails its own connection only.
/// </summary>
internal struct TransientRetry
{
    // 1 + 2 + 4 … + 128 ms: a quarter of a second is time for the kernel to reclaim; longer holds up a connection that is lost anyway.
    const int MostShortages = 8;

    // A disturbance that repeats without end is a broken socket and must not become a busy loop.
    const int MostDisturbances = 1000;

    int _shortages, _disturbances;
    int _errno;

    /// <summary>True when the call is to be repeated after <see cref="PauseAsync"/>.</summary>
    public bool Allows(int errno)
    {
        _errno = errno;
        return errno switch
        {
            EAGAIN or EINTR or ECANCELED => ++_disturbances <= MostDisturbances,
            ENOMEM or ENOBUFS => ++_shortages <= MostShortages,
            _ => false,
        };
    }

    /// <summary>The shortage just allowed is the first in a row.</summary>
    public readonly bool IsFirst => _shortages == 1;

    /// <summary>Waits as long as the last error deserves.</summary>
    public readonly ValueTask PauseAsync(CancellationToken cancellationToken = default)
    {
        if (_errno is ENOMEM or ENOBUFS)
        {
            return new(Task.Delay(1 << (_shortages - 1), cancellationToken));
        }

        return _disturbances % 16 == 0 ? YieldAsync() : default;
    }

    /// <summary>The call went through: the next failure starts counting anew.</summary>
    public void Succeeded() => _shortages = _disturbances = 0;

    static async ValueTask YieldAsync() => await Task.Yield();
}
