using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Patchbay.Linux;
using Patchbay.Sockets;

namespace Patchbay.Services.Patch;

/// <summary>
/// A descriptor that was open when we started, as what it is: a listening socket, a connected one, one of datagrams, or a pipe, terminal or file that is read
/// and written. Linux only.
/// </summary>
static class InheritedSource
{
    /// <summary>The source of a descriptor.</summary>
    /// <param name="descriptor">Its number. Owned from here on.</param>
    /// <param name="address">The address that names it.</param>
    /// <param name="layers">What layers need besides.</param>
    /// <param name="most">Clients at once.</param>
    /// <param name="logger">Hears of clients that do not come as far as a patch.</param>
    /// <exception cref="EndException">It is not open, or of no kind that can be patched.</exception>
    public static EndSource Open(int descriptor, Address address, LayerSettings layers, int most, ILogger logger)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new AddressNotSupportedException(address, "inherited descriptors are patched on Linux only");
        }

        if (!FileKind.IsOpen(descriptor))
        {
            throw new EndException(EndFailure.Failed, $"descriptor {descriptor} is not open", $"Open it before the start, as in {descriptor}<file or {descriptor}<>/dev/tcp/HOST/PORT in bash.");
        }

        // The programs we start must not keep it open.
        DescriptorFlags.SetCloseOnExec(descriptor);
        if (!FileKind.IsSocket(descriptor))
        {
            return address.Layers.Count == 0 ? new OnceSource(_ => new ValueTask<PatchEnd>(new DescriptorEnd(descriptor)))
                : throw new AddressNotSupportedException(address, $"descriptor {descriptor} is no socket, and layers go on sockets");
        }

        try
        {
            return OpenSocket(InheritedSockets.Own(descriptor), address, layers, most, logger);
        }
        catch (SocketException error)
        {
            throw new EndException(EndFailure.Failed, $"descriptor {descriptor} is a socket that cannot be used: {error.Message}", "Streams and datagrams of IP and Unix are understood.", error);
        }
    }

    static EndSource OpenSocket(Socket socket, Address address, LayerSettings layers, int most, ILogger logger)
    {
        if (socket.SocketType == SocketType.Dgram)
        {
            var datagrams = InheritedSockets.Datagrams(socket);
            return datagrams.RemoteEndPoint is null
                ? DatagramListenSource.Adopt(datagrams, address, most)
                : new OnceSource(_ => new ValueTask<PatchEnd>(new DatagramEnd(datagrams, address.Format(), null, DatagramSource.DefaultSize, DatagramSource.DefaultQuiet)));
        }

        if (IsListening(socket))
        {
            return ListenSource.Start([InheritedSockets.Listener(socket)], [address], address, layers, most, logger);
        }

        var stack = AddressLayers.Open(address, layers);
        return new OnceSource(async token =>
        {
            // A connection that was accepted for us is a server's; one we were given as fd: may be either, and a client's handshake is what fd: can ask for.
            var connection = InheritedSockets.Connection(socket);
            return new ConnectionEnd(address.Kind == AddressKind.Systemd ? await stack.AcceptAsync(connection, token) : await stack.ConnectAsync(connection, token), address.Format());
        });
    }

    static bool IsListening(Socket socket) => socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.AcceptConnection) is int and not 0;
}
