using Patchbay.Linux;
using Patchbay.Linux.Netlink;

namespace Patchbay.Observation;

/// <summary>Something could not be observed or done to a socket. The message is one clause without a full stop.</summary>
/// <param name="failure">Why.</param>
/// <param name="message">What happened.</param>
/// <param name="hint">What to do about it, one line; null when nothing helps.</param>
/// <param name="inner">The cause.</param>
public sealed class ObservationException(ObservationFailure failure, string message, string? hint = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public ObservationFailure Failure { get; } = failure;

    /// <summary>What to do about it.</summary>
    public string? Hint { get; } = hint;

    internal static ObservationException From(NetlinkException error) => error.Errno switch
    {
        Errno.EPERM or Errno.EACCES => new(ObservationFailure.Denied, error.Message, "A sandbox or a missing right forbids it; try as root, or outside the container.", error),
        Errno.ENOENT or Errno.EOPNOTSUPP or Errno.EPROTO or 93 or 97 =>
            new(ObservationFailure.Unsupported, error.Message, "This kernel has no such table, or a sandbox hides it.", error),
        _ => new(ObservationFailure.Other, error.Message, null, error),
    };
}
