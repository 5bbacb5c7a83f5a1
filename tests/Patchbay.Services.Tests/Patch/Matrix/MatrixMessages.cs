using System.Net;
using System.Net.Sockets;
using Patchbay.Services.Patch;
using Patchbay.Sockets;

namespace Patchbay.Services.Tests.Patch;

/// <summary>Every kind of datagrams that can stand at either side of a patch.</summary>
static class MatrixMessages
{
    // Ends of datagrams under test count their silence by the world's clock; those of the peers are never to end.
    const string Idle = "idle=60s", Never = "idle=1000h";

    public static IReadOnlyList<string> Kinds { get; } = ["udp", "udp-listen", "unixgram", "unixgram-listen", "multicast"];

    public static Task<MatrixEnd> OpenAsync(string kind, MatrixWorld world) => kind switch
    {
        "multicast" => GroupAsync(world),
        "udp" => ConnectedAsync(world, new IPEndPoint(IPAddress.Loopback, 0), static local => $"udp:{local}"),
        "unixgram" => ConnectedAsync(world, new UnixDomainSocketEndPoint(world.NextPath()), static local => $"unixgram:{local}"),
        "udp-listen" => ListeningAsync(world, "udp-listen:127.0.0.1:0", tellsAbsence: false),
        _ => ListeningAsync(world, $"unixgram-listen:{world.NextPath()}", tellsAbsence: true),
    };

    static async Task<MatrixEnd> ConnectedAsync(MatrixWorld world, EndPoint local, Func<EndPoint, string> address)
    {
        var socket = await world.PeerEngine.OpenDatagramAsync(new DatagramOptions { Local = local });
        return new MatrixEnd(new DatagramSource(world.Engine, Address.Parse($"{address(socket.LocalEndPoint)},{Idle}"), world.Clock), async opened => PeerOf(socket, (await opened).Local))
        {
            IsMessages = true,
            HasNoEnd = true,
            TellsAbsence = true,
        };
    }

    static async Task<MatrixEnd> ListeningAsync(MatrixWorld world, string address, bool tellsAbsence)
    {
        var source = await DatagramListenSource.OpenAsync(world.Engine, Address.Parse($"{address},{Idle}"), 10, world.Clock, CancellationToken.None);
        var there = source.Bound[0] with { Listens = false, Options = [] };
        return new MatrixEnd(source, _ => NextAsync(new DatagramSource(world.PeerEngine, Address.Parse($"{there},{Never}"), TimeProvider.System)))
        {
            IsMessages = true,
            MustSpeakFirst = true,
            TellsAbsence = tellsAbsence,
        };
    }

    /// <summary>Two members of one group, on the loopback interface.</summary>
    static async Task<MatrixEnd> GroupAsync(MatrixWorld world)
    {
        var group = $"multicast:239.77.1.2:{FreePort.Take()},iface=lo,ttl=0";
        // A group hears only what is said after it was joined: the peer joins first, and speaks when the patch has.
        var peer = await NextAsync(new DatagramSource(world.PeerEngine, Address.Parse($"{group},{Never}"), TimeProvider.System));
        return new MatrixEnd(
            new DatagramSource(world.Engine, Address.Parse($"{group},{Idle}"), world.Clock),
            async opened =>
            {
                await opened;
                return peer;
            })
        {
            IsMessages = true,
            HasNoEnd = true,
        };
    }

    static DatagramEnd PeerOf(DatagramSocket socket, EndPoint? patch) => new(socket, "the peer", patch, DatagramSource.DefaultSize, TimeSpan.FromHours(1), TimeProvider.System);

    static async Task<PatchEnd> NextAsync(DatagramSource source) => (await source.NextAsync(null, CancellationToken.None))!;
}
