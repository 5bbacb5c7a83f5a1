using System.Net.Sockets;
using static Patchbay.Linux.Errno;

namespace Patchbay.Sockets;

/// <summary>Linux's error numbers (errno(3), generic ABI: x86, arm64, riscv) against the platform-neutral names.</summary>
internal static class SocketErrors
{
    // One pair a line. Where two numbers share a name, the first is what the name turns into.
    static readonly (int Errno, SocketError Error)[] Pairs =
    [
        (EACCES, SocketError.AccessDenied),
        (EPERM, SocketError.AccessDenied),
        (EINTR, SocketError.Interrupted),
        (EAGAIN, SocketError.WouldBlock),
        (ENOBUFS, SocketError.NoBufferSpaceAvailable),
        (ENOMEM, SocketError.NoBufferSpaceAvailable),
        (EINVAL, SocketError.InvalidArgument),
        (EMFILE, SocketError.TooManyOpenSockets),
        (ENFILE, SocketError.TooManyOpenSockets),
        (EPIPE, SocketError.Shutdown),
        (EADDRINUSE, SocketError.AddressAlreadyInUse),
        (EADDRNOTAVAIL, SocketError.AddressNotAvailable),
        (ENETDOWN, SocketError.NetworkDown),
        (ENETUNREACH, SocketError.NetworkUnreachable),
        (ECONNABORTED, SocketError.ConnectionAborted),
        (ECONNRESET, SocketError.ConnectionReset),
        (ETIMEDOUT, SocketError.TimedOut),
        (ECONNREFUSED, SocketError.ConnectionRefused),
        (EHOSTDOWN, SocketError.HostDown),
        (EHOSTUNREACH, SocketError.HostUnreachable),
        (ECANCELED, SocketError.OperationAborted),
        (ENOENT, SocketError.AddressNotAvailable), // a Unix socket's path that is not there
        (EDESTADDRREQ, SocketError.DestinationAddressRequired),
        (EMSGSIZE, SocketError.MessageSize),
        (91, SocketError.ProtocolType), // EPROTOTYPE
        (92, SocketError.ProtocolOption), // ENOPROTOOPT
        (93, SocketError.ProtocolNotSupported), // EPROTONOSUPPORT
        (97, SocketError.AddressFamilyNotSupported), // EAFNOSUPPORT
        (106, SocketError.IsConnected), // EISCONN
        (107, SocketError.NotConnected), // ENOTCONN
        (114, SocketError.AlreadyInProgress), // EALREADY
        (115, SocketError.InProgress), // EINPROGRESS
    ];

    /// <summary>The platform-neutral name; <see cref="SocketError.SocketError"/> for a number without one.</summary>
    public static SocketError ToSocketError(int errno)
    {
        if (errno == 0)
        {
            return SocketError.Success;
        }

        foreach (var (number, error) in Pairs)
        {
            if (number == errno)
            {
                return error;
            }
        }

        return SocketError.SocketError;
    }

    /// <summary>The kernel's own number where this is Linux, else Linux's number for the same thing; 0 when there is none.</summary>
    public static int Of(SocketException error)
    {
        if (OperatingSystem.IsLinux() && error.NativeErrorCode is > 0 and < 4096 and var native)
        {
            return native;
        }

        foreach (var (number, name) in Pairs)
        {
            if (name == error.SocketErrorCode)
            {
                return number;
            }
        }

        return 0;
    }

    /// <summary>The exception System.Net.Sockets would throw for this number.</summary>
    public static SocketException ToException(int errno) => new((int)ToSocketError(errno));
}
