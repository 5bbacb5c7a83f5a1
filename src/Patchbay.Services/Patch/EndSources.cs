using System.Globalization;
using Microsoft.Extensions.Logging;
using Patchbay.Sockets;

namespace Patchbay.Services.Patch;

/// <summary>The one place that knows which kind of address is opened how.</summary>
/// <param name="engine">Where sockets come from.</param>
/// <param name="layers">What layers need besides their address.</param>
/// <param name="timeout">How long a connection may take to come about.</param>
/// <param name="most">Clients of a listener at once.</param>
/// <param name="logger">Hears of clients that do not come as far as a patch.</param>
/// <param name="standard">Our stdin and stdout.</param>
/// <param name="inWords">A person reads what is received: packets are told in words and not in bytes.</param>
public sealed class EndSources(ISocketEngine engine, LayerSettings layers, TimeSpan timeout, int most, ILogger logger, Func<EndSource> standard, bool inWords = false)
{
    /// <summary>Opens both addresses of a patch; a listening one listens from here on.</summary>
    /// <param name="a">The first.</param>
    /// <param name="b">The second.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BindException">One cannot be listened on.</exception>
    /// <exception cref="LayerException">The settings of a layer cannot be used.</exception>
    /// <exception cref="AddressNotSupportedException">One is of a kind that cannot be used here.</exception>
    public async ValueTask<(EndSource A, EndSource B)> OpenAsync(Address a, Address b, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var isServer = a.Listens || b.Listens;
        var first = await OpenAsync(a, PatchSide.A, isServer, cancellationToken);
        try
        {
            return (first, await OpenAsync(b, PatchSide.B, isServer, cancellationToken));
        }
        catch
        {
            await first.DisposeAsync();
            throw;
        }
    }

    async ValueTask<EndSource> OpenAsync(Address address, PatchSide side, bool isServer, CancellationToken cancellationToken) => address.Kind switch
    {
        AddressKind.Tcp or AddressKind.Unix when address.Listens => await ListenSource.OpenAsync(engine, address, layers, most, logger, cancellationToken),
        AddressKind.Tcp or AddressKind.Unix => new ConnectSource(engine, address, AddressLayers.Open(address, layers), timeout),
        AddressKind.Udp or AddressKind.UnixDatagram when address.Listens => await DatagramListenSource.OpenAsync(engine, address, most, layers.TimeProvider, cancellationToken),
        AddressKind.Udp or AddressKind.UnixDatagram or AddressKind.Multicast or AddressKind.Raw or AddressKind.Packet => new DatagramSource(engine, address, layers.TimeProvider, layers.Notify, inWords),
        AddressKind.Exec => new ExecSource(address, AddressLayers.Open(address, layers), ownGroup: isServer),
        AddressKind.File => new FileSource(address, side),
        AddressKind.Descriptor => InheritedSource.Open(int.Parse(address.Target!, CultureInfo.InvariantCulture), address, layers, most, logger),
        AddressKind.Systemd => InheritedSource.Open(
            ListenFds.Find(address.Target!, Environment.ProcessId, Environment.GetEnvironmentVariable), address, layers, most, logger),
        AddressKind.Standard => standard(),
        _ => throw new AddressNotSupportedException(address, $"{address} is the name of a service, and no address yet"),
    };
}
