using System.Net;
using System.Net.Sockets;
using Patchbay.Linux;

namespace Patchbay.Sockets;

/// <summary>The one place that puts a failed attempt into words.</summary>
public static class ConnectFailure
{
    /// <summary>The exception for an error of connect(2).</summary>
    /// <param name="target">What was asked for: a name, an address, a Unix path.</param>
    /// <param name="error">The platform-neutral error.</param>
    /// <param name="elapsed">Time from the start of the attempt.</param>
    /// <param name="errno">The kernel's number, or 0.</param>
    /// <param name="icmp">The ICMP error behind it, when known.</param>
    /// <param name="inner">The cause, if any.</param>
    public static ConnectException Create(EndPoint target, SocketError error, TimeSpan elapsed, int errno = 0, IcmpError? icmp = null, Exception? inner = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        var outcome = ConnectClassifier.Classify(error, errno, icmp);
        var (message, hint) = new ConnectWords(target, outcome, elapsed, error, errno, icmp).Describe();
        return new ConnectException(message, outcome, elapsed, error, errno, inner, hint) { Icmp = icmp };
    }

    /// <summary>The exception for a Linux errno, for engines that make system calls themselves.</summary>
    /// <param name="target">What was asked for.</param>
    /// <param name="errno">Positive.</param>
    /// <param name="elapsed">Time from the start of the attempt.</param>
    public static ConnectException FromLinuxErrno(EndPoint target, int errno, TimeSpan elapsed) =>
        Create(target, SocketErrors.ToSocketError(errno), elapsed, errno);

    /// <summary>The exception for whatever an attempt threw; a <see cref="ConnectException"/> is put into words again for this target.</summary>
    /// <param name="target">What was asked for.</param>
    /// <param name="cause">What was thrown.</param>
    /// <param name="elapsed">Time from the start of the attempt.</param>
    public static ConnectException From(EndPoint target, Exception cause, TimeSpan elapsed) => cause switch
    {
        ConnectException { SocketError: not SocketError.Success } known => Create(target, known.SocketError, elapsed, known.Errno, known.Icmp, known),
        ConnectException known => known,
        SocketException socket => Create(target, socket.SocketErrorCode, elapsed, ErrnoOf(socket, target), inner: socket),
        OperationCanceledException => Create(target, SocketError.OperationAborted, elapsed, inner: cause),
        _ => Create(target, SocketError.SocketError, elapsed, inner: cause),
    };

    /// <summary>The kernel's number behind an exception of System.Net.Sockets, or 0 where there is none.</summary>
    internal static int ErrnoOf(SocketException error, EndPoint target)
    {
        // System.Net.Sockets gives ENOENT and EADDRNOTAVAIL one name; a Unix socket's connect(2) knows only the first.
        var errno = SocketErrors.Of(error);
        return target is UnixDomainSocketEndPoint && errno == Errno.EADDRNOTAVAIL ? Errno.ENOENT : errno;
    }
}
