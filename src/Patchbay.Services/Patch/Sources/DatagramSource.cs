using System.Globalization;
using System.Net;
using Patchbay.Sockets;

namespace Patchbay.Services.Patch;

/// <summary>Opens a socket of datagrams for each patch: UDP, a multicast group, a Unix datagram socket, raw IP packets or whole frames.</summary>
/// <param name="engine">Where sockets come from; raw ones come from the kernel alone.</param>
/// <param name="address">An address of messages that does not listen.</param>
/// <param name="clock">Counts silence.</param>
/// <param name="notify">Hears what a raw socket cannot do.</param>
/// <param name="inWords">What a raw socket receives is told in words.</param>
sealed class DatagramSource(ISocketEngine engine, Address address, TimeProvider clock, Action<string>? notify = null, bool inWords = false) : EndSource
{
    /// <summary>How much of a stream makes one message unless <c>size=</c> says otherwise: what passes an Ethernet link unfragmented, tunnels included.</summary>
    public const int DefaultSize = 1400;

    /// <summary>The silence that ends an end of messages once the other has finished, unless <c>idle=</c> says otherwise.</summary>
    public static readonly TimeSpan DefaultQuiet = TimeSpan.FromSeconds(5);

    public override async ValueTask<PatchEnd?> NextAsync(PatchEnd? peer, CancellationToken cancellationToken)
    {
        var (socket, target) = await OpenAsync(cancellationToken);
        return new DatagramEnd(
            socket, address.Format(), target, SizeOf(address), IdleOf(address) ?? DefaultQuiet, clock, OwnOf(socket, target), inWords && socket is RawSocket raw ? raw.Describe : null);
    }

    /// <summary>The option <c>size</c>, or its default.</summary>
    public static int SizeOf(Address address) => address.FindOption("size")?.Value is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : DefaultSize;

    /// <summary>The option <c>idle</c>.</summary>
    public static TimeSpan? IdleOf(Address address) => Duration.TryParse(address.FindOption("idle")?.Value, out var time) ? time : null;

    /// <summary>A member that hears what it sent itself would send it round for ever through an end that answers, or another group.</summary>
    OwnMessages? OwnOf(DatagramSocket socket, EndPoint? target) =>
        address.Kind == AddressKind.Multicast && address.ToDatagramOptions()[0].Multicast is { Loopback: true } multicast
        && DatagramGroups.SourceOf((IPEndPoint)target!, multicast) is { } source
            ? new OwnMessages(new IPEndPoint(source, ((IPEndPoint)socket.LocalEndPoint).Port))
            : null;

    async ValueTask<(DatagramSocket Socket, EndPoint? Target)> OpenAsync(CancellationToken cancellationToken)
    {
        if (!address.IsDatagram())
        {
            var raw = await RawSockets.OpenAsync(address, cancellationToken);
            if (raw.Notice is { } notice)
            {
                notify?.Invoke(notice);
            }

            return (raw, null);
        }

        var resolved = await AddressDatagrams.ResolveAsync(address, cancellationToken);
        return (await AddressDatagrams.OpenAsync(engine, address, cancellationToken), address.ToDatagramPeer(resolved));
    }
}
