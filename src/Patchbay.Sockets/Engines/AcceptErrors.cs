using static Patchbay.Linux.Errno;

namespace Patchbay.Sockets;

/// <summary>Sorts accept(2)'s errors into tiers. One table for every engine.</summary>
internal static class AcceptErrors
{
    /// <summary>The first pause of <see cref="AcceptError.BackOff"/>; it doubles up to <see cref="LongestPause"/> and starts anew after a success.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);

    /// <summary>Long enough to cost nothing, short enough that clients in the backlog are still there.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    // accept(2): "Linux accept() passes already-pending network errors on the new socket as an error code from accept()"; they are the newcomer's, not ours.
    public static AcceptError Classify(int errno) => errno switch
    {
        EMFILE or ENFILE or ENOBUFS or ENOMEM => AcceptError.BackOff,
        EINTR or EAGAIN or ECANCELED or ECONNABORTED or ECONNRESET or EPERM or EPROTO or ETIMEDOUT => AcceptError.Transient,
        ENETDOWN or ENETUNREACH or EHOSTDOWN or EHOSTUNREACH => AcceptError.Transient,
        64 or 92 or 95 => AcceptError.Transient, // ENONET, ENOPROTOOPT, EOPNOTSUPP
        _ => AcceptError.Fatal,
    };

    /// <summary>The pause after <paramref name="pause"/>; <see cref="TimeSpan.Zero"/> asks for the first.</summary>
    public static TimeSpan NextPause(TimeSpan pause) =>
        pause == TimeSpan.Zero ? FirstPause : pause * 2 < LongestPause ? pause * 2 : LongestPause;
}
