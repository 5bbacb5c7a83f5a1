using System.Net;
using System.Threading.Channels;
using Patchbay.Sockets;

namespace Patchbay.Services.Patch;

/// <summary>Listens for datagrams: each peer is a session, and so a patch of its own.</summary>
sealed class DatagramListenSource : EndSource
{
    /// <summary>The silence that ends a session unless <c>idle=</c> says otherwise: datagrams have no end of their own, and a session must not stay for ever.</summary>
    static readonly TimeSpan DefaultIdle = TimeSpan.FromSeconds(60);

    readonly Channel<DatagramSession> _begun;
    readonly List<SharedDatagramSocket> _sockets = [];
    readonly int _messageSize;
    readonly TimeSpan _idle;
    readonly TimeProvider _clock;

    DatagramListenSource(Address address, int most, IReadOnlyList<Address> bound, TimeProvider clock)
    {
        (Bound, _clock) = (bound, clock);
        // Sessions that no patch has room for: their peers may speak again.
        _begun = Channel.CreateBounded<DatagramSession>(most);
        (_messageSize, _idle) = (DatagramSource.SizeOf(address), DatagramSource.IdleOf(address) ?? DefaultIdle);
    }

    public override bool Listens => true;

    public override IReadOnlyList<Address> Bound { get; }

    /// <summary>Listens on an address.</summary>
    /// <exception cref="BindException">It cannot be listened on.</exception>
    public static async ValueTask<DatagramListenSource> OpenAsync(ISocketEngine engine, Address address, int most, TimeProvider clock, CancellationToken cancellationToken)
    {
        var endPoint = address.ToDatagramOptions()[0].Local!;
        var sockets = await BindErrors.InWordsAsync(address, endPoint, () => AddressDatagrams.ListenAsync(engine, address, cancellationToken));
        var source = new DatagramListenSource(address, most, [.. sockets.Select(socket => BoundAs(address, socket.LocalEndPoint))], clock);
        source._sockets.AddRange(sockets.Select(socket => new SharedDatagramSocket(socket, source.Begin)));
        return source;
    }

    /// <summary>Takes over a socket that is bound already.</summary>
    public static DatagramListenSource Adopt(DatagramSocket socket, Address address, int most, TimeProvider clock)
    {
        var source = new DatagramListenSource(address, most, [address], clock);
        source._sockets.Add(new SharedDatagramSocket(socket, source.Begin));
        return source;
    }

    public override async ValueTask<PatchEnd?> NextAsync(PatchEnd? peer, CancellationToken cancellationToken)
    {
        try
        {
            return await _begun.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException)
        {
            return null;
        }
    }

    public override ValueTask StopAsync()
    {
        _begun.Writer.TryComplete();
        _sockets.ForEach(static socket => socket.Stop());
        return default;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var socket in _sockets)
        {
            await socket.DisposeAsync();
        }
    }

    static Address BoundAs(Address address, EndPoint local) => local is IPEndPoint ip ? address with { Host = ip.Address.ToString(), Port = ip.Port } : address;

    DatagramSession? Begin(SharedDatagramSocket socket, EndPoint? remote)
    {
        var session = new DatagramSession(socket, remote, _messageSize, _idle, _clock);
        return _begun.Writer.TryWrite(session) ? session : null;
    }
}
