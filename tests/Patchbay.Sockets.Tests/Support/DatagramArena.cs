using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets.Tests;

/// <summary>One engine, its datagram sockets, plain sockets as peers. All closed at the end.</summary>
internal sealed class DatagramArena : IAsyncDisposable
{
    readonly List<object> _owned = [];

    public DatagramArena(TestedEngine tested, IFaultInjector? faults = null)
    {
        var isPortable = tested == TestedEngine.Portable;
        var kind = isPortable ? EngineKind.Sockets : Enum.Parse<EngineKind>(tested.ToString());
        Engine = SocketEngine.Create(kind, new SocketEngineOptions { Faults = faults, PortableDatagrams = isPortable });
        Assert.Equal(kind, Engine.Kind);
    }

    public static IPEndPoint AnyPort => new(IPAddress.Loopback, 0);

    public ISocketEngine Engine { get; }

    /// <summary>A socket of the engine under test.</summary>
    public async Task<DatagramSocket> OpenAsync(DatagramOptions options) => Own(await Engine.OpenDatagramAsync(options).Soon());

    /// <summary>One that receives on a loopback port.</summary>
    public Task<DatagramSocket> BindAsync() => OpenAsync(new DatagramOptions { Local = AnyPort });

    /// <summary>One whose only peer is <paramref name="remote"/>.</summary>
    public Task<DatagramSocket> ConnectAsync(EndPoint remote) => OpenAsync(new DatagramOptions { Remote = remote });

    /// <summary>A plain socket on a loopback port.</summary>
    public Socket Peer(EndPoint? local = null)
    {
        local ??= AnyPort;
        var socket = Own(new Socket(local.AddressFamily, SocketType.Dgram, local is IPEndPoint ? ProtocolType.Udp : ProtocolType.Unspecified));
        socket.Bind(local);
        return socket;
    }

    /// <summary>Closes <paramref name="thing"/> with the arena.</summary>
    public T Own<T>(T thing)
        where T : notnull
    {
        lock (_owned)
        {
            _owned.Add(thing);
        }

        return thing;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var socket in _owned.OfType<Socket>())
        {
            socket.Dispose();
        }

        foreach (var socket in _owned.OfType<DatagramSocket>())
        {
            await socket.DisposeAsync().Soon();
        }

        await Engine.DisposeAsync().Soon();
    }
}
