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
            ThrowIfLayered(address, $"descriptor {descriptor} is no socket");
            return new OnceSource((_, _) => new ValueTask<PatchEnd>(new DescriptorEnd(descriptor)));
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
            ThrowIfLayered(address, $"{address with { Options = [] }} is a socket of datagrams");
            var datagrams = InheritedSockets.Datagrams(socket);
            return datagrams.RemoteEndPoint is null
                ? DatagramListenSource.Adopt(datagrams, address, most, layers.TimeProvider)
                : new OnceSource((_, _) => new ValueTask<PatchEnd>(new DatagramEnd(datagrams, address.Format(), null, DatagramSource.DefaultSize, DatagramSource.DefaultQuiet, layers.TimeProvider)));
        }

        if (IsListening(socket))
        {
            return ListenSource.Start([InheritedSockets.Listener(socket)], [address], address with { Listens = true }, layers, most, logger);
        }

        // A connection that was accepted for us is a server's (Accept=yes of a socket unit). One given as fd: was made by somebody for us: ours is the client's side.
        var stack = AddressLayers.Open(address, layers);
        return new OnceSource(async (peer, token) =>
        {
            var connection = InheritedSockets.Connection(socket);
            connection.Features.Set(ConnectSource.OnBehalfOf(peer));
            return new ConnectionEnd(address.Listens ? await stack.AcceptAsync(connection, token) : await stack.ConnectAsync(connection, token), address.Format());
        });
    }

    static void ThrowIfLayered(Address address, string what)
    {
        if (address.Layers.Count > 0 || address.FindOption("proxy-protocol") is not null)
        {
            throw new AddressNotSupportedException(address, $"{what}, and {(address.Layers.Count > 0 ? address.Layers[^1] : "the PROXY protocol")} goes on sockets of streams", "Hand over a connected or listening TCP or Unix socket, or leave the layer out.");
        }
    }

    static bool IsListening(Socket socket) => socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.AcceptConnection) is int and not 0;
}
