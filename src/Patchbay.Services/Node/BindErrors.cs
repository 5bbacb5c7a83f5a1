using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Patchbay.Linux;
using Patchbay.Sockets;

namespace Patchbay.Services;

/// <summary>Why an address cannot be bound, in words: the same for streams and datagrams.</summary>
static class BindErrors
{
    const string PrivilegedPorts = "/proc/sys/net/ipv4/ip_unprivileged_port_start";

    /// <summary>Opens a socket at an end point; a failure becomes a <see cref="BindException"/>.</summary>
    public static async ValueTask<T> InWordsAsync<T>(Address address, EndPoint endPoint, Func<ValueTask<T>> open)
    {
        try
        {
            return await open();
        }
        catch (AddressInUseException error)
        {
            throw InUse(address, endPoint, error);
        }
        catch (SocketException error)
        {
            throw Explain(address, endPoint, error);
        }
    }

    /// <summary>Another socket has the address; names its holder.</summary>
    static BindException InUse(Address address, EndPoint endPoint, Exception error)
    {
        var holder = FindHolder(address, endPoint);
        return new BindException(
            address,
            $"{Name(address, endPoint)} is held by {holder ?? "a process that cannot be named from here"}",
            endPoint is IPEndPoint ? "Choose another port, or port 0 for any free one." : "Choose another path, or stop that process.",
            BindFailure.InUse, holder, error);
    }

    /// <summary>The kernel's other reasons.</summary>
    static BindException Explain(Address address, EndPoint endPoint, SocketException error)
    {
        var name = Name(address, endPoint);
        return error.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => InUse(address, endPoint, error),
            SocketError.AccessDenied when endPoint is IPEndPoint ip => new BindException(
                address,
                $"{name} needs rights that this user does not have (EACCES)",
                $"Ports below {FirstFreePort()} are privileged (sysctl net.ipv4.ip_unprivileged_port_start); take a higher one, for example {ip.Port + 8000}.",
                BindFailure.Denied, inner: error),
            SocketError.AccessDenied => new BindException(address, $"{name} may not be made here (EACCES)", "Choose a directory that this user may write to.", BindFailure.Denied, inner: error),
            SocketError.AddressNotAvailable => new BindException(address, $"{name} is no address of this machine", "Listen on 127.0.0.1, or on * for every address.", BindFailure.NotAvailable, inner: error),
            _ => new BindException(address, $"{name} cannot be listened on: {error.Message}", "The kernel's reason is all there is; see bind(2).", BindFailure.Failed, inner: error),
        };
    }

    /// <summary>The end point as people write it.</summary>
    public static string Name(Address address, EndPoint endPoint) => endPoint is IPEndPoint ip ? ip.ToString() : address.Target!;

    /// <summary>Who has what <paramref name="endPoint"/> cannot have: <c>java (pid 311)</c>, or null when unknown.</summary>
    static string? FindHolder(Address address, EndPoint endPoint)
    {
        var holder = endPoint switch
        {
            IPEndPoint ip => address.IsDatagram() ? SocketHolders.FindUdpReceiver(ip) : SocketHolders.FindTcpListener(ip),
            UnixDomainSocketEndPoint unix => address.IsDatagram() ? SocketHolders.FindUnixBound(unix.ToString()) : SocketHolders.FindUnixListener(unix.ToString()),
            _ => null,
        };
        return holder is { Pid: { } pid } && pid == Environment.ProcessId ? $"this program (pid {pid})" : holder?.ToString();
    }

    static string FirstFreePort() =>
        File.Exists(PrivilegedPorts) ? File.ReadAllText(PrivilegedPorts).Trim() : 1024.ToString(CultureInfo.InvariantCulture);
}
