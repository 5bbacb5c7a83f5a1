using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Patchbay.Linux;
using Patchbay.Sockets;

namespace Patchbay.Services;

/// <summary>Opens listeners by address, and says in words why one does not open. Every verb and service that listens comes through here.</summary>
public static class Listening
{
    const string PrivilegedPorts = "/proc/sys/net/ipv4/ip_unprivileged_port_start";

    /// <summary>Binds a listening address of kind TCP or Unix.</summary>
    /// <param name="engine">Where the sockets come from.</param>
    /// <param name="address">An address that listens.</param>
    /// <param name="cancellationToken">Gives up binding.</param>
    /// <returns>A listener for each end point of the address: two for <c>localhost</c> where there is IPv6, else one. On failure nothing stays bound.</returns>
    /// <exception cref="BindException">The address is taken (names the holder), forbidden, or none of this machine's.</exception>
    /// <exception cref="AddressNotSupportedException">The address is no stream that listens.</exception>
    public static async ValueTask<IReadOnlyList<BoundListener>> BindAsync(ISocketEngine engine, Address address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var listeners = new List<BoundListener>();
        try
        {
            foreach (var endPoint in address.ToListenEndPoints())
            {
                listeners.Add(await BindAsync(engine, address, endPoint, cancellationToken));
            }

            return listeners;
        }
        catch
        {
            foreach (var listener in listeners)
            {
                await listener.DisposeAsync();
            }

            throw;
        }
    }

    static async ValueTask<BoundListener> BindAsync(ISocketEngine engine, Address address, EndPoint endPoint, CancellationToken cancellationToken)
    {
        try
        {
            var listener = await engine.BindAsync(endPoint, cancellationToken);
            if (address.FindOption("mode")?.Value is { } mode && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(address.Target!, (UnixFileMode)Convert.ToInt32(mode, 8));
            }

            return new BoundListener(listener, AddressEndPoints.ToListenAddress(listener.EndPoint) with { Layers = address.Layers, Options = address.Options });
        }
        catch (AddressInUseException error)
        {
            var holder = FindHolder(endPoint);
            throw new BindException(
                address,
                $"{Name(address, endPoint)} is held by {holder ?? "a process that cannot be named from here"}",
                endPoint is IPEndPoint ? "Choose another port, or port 0 for any free one." : "Choose another path, or stop that process.",
                BindFailure.InUse, holder, error);
        }
        catch (SocketException error)
        {
            throw Explain(address, endPoint, error);
        }
    }

    /// <summary>Who listens where <paramref name="endPoint"/> cannot: <c>java (pid 311)</c>, or null when unknown.</summary>
    static string? FindHolder(EndPoint endPoint)
    {
        var holder = endPoint switch
        {
            IPEndPoint ip => SocketHolders.FindTcpListener(ip),
            UnixDomainSocketEndPoint unix => SocketHolders.FindUnixListener(unix.ToString()),
            _ => null,
        };
        return holder is { Pid: { } pid } && pid == Environment.ProcessId ? $"this program (pid {pid})" : holder?.ToString();
    }

    static BindException Explain(Address address, EndPoint endPoint, SocketException error)
    {
        var name = Name(address, endPoint);
        return error.SocketErrorCode switch
        {
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

    static string Name(Address address, EndPoint endPoint) => endPoint is IPEndPoint ip ? ip.ToString() : address.Target!;

    static string FirstFreePort() =>
        File.Exists(PrivilegedPorts) ? File.ReadAllText(PrivilegedPorts).Trim() : 1024.ToString(CultureInfo.InvariantCulture);
}
