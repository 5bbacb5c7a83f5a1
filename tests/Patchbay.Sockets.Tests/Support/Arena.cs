using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Patchbay.Sockets.Tests;

/// <summary>
/// One engine, one listener, plain sockets as clients. Its end is a test of its own: every connection is let go, and every buffer must have come back.
/// </summary>
internal sealed class Arena : IAsyncDisposable
{
    readonly IConnectionListenerFactory _factory;
    readonly List<object> _owned = [];

    Arena(TestedEngine tested, Action<SocketEngineOptions>? configure)
    {
        if (tested == TestedEngine.Kestrel)
        {
            _factory = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
            return;
        }

        var kind = Enum.Parse<EngineKind>(tested.ToString());
        var options = new SocketEngineOptions { Pool = Pool };
        configure?.Invoke(options);
        Engine = SocketEngine.Create(kind, options);
        Assert.Equal(kind, Engine.Kind);
        _factory = Engine;
    }

    public ISocketEngine? Engine { get; }

    public CountingPool Pool { get; } = new();

    public IConnectionListener Listener { get; private set; } = null!;

    public static async Task<Arena> OpenAsync(TestedEngine tested, Action<SocketEngineOptions>? configure = null, EndPoint? endPoint = null)
    {
        var arena = new Arena(tested, configure);
        arena.Listener = await arena.BindAsync(endPoint ?? new IPEndPoint(IPAddress.Loopback, 0));
        return arena;
    }

    public async Task<IConnectionListener> BindAsync(EndPoint endPoint) => await _factory.BindAsync(endPoint).Soon();

    /// <summary>A plain client, connected to the listener but not accepted yet.</summary>
    public Task<Socket> DialAsync() => DialAsync(Listener.EndPoint);

    public async Task<Socket> DialAsync(EndPoint endPoint)
    {
        if (endPoint is IPEndPoint { Address: var address } any && (address.Equals(IPAddress.IPv6Any) || address.Equals(IPAddress.Any)))
        {
            endPoint = new IPEndPoint(address.Equals(IPAddress.Any) ? IPAddress.Loopback : IPAddress.IPv6Loopback, any.Port);
        }

        var client = Own(new Socket(endPoint.AddressFamily, SocketType.Stream, endPoint is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified));
        if (endPoint is IPEndPoint)
        {
            client.NoDelay = true;
        }

        await client.ConnectAsync(endPoint).Soon();
        return client;
    }

    /// <summary>Dials and sees a reset, which may come before the connect is even reported.</summary>
    public async Task<bool> IsTurnedAwayAsync(Func<Task<Socket>>? dial = null)
    {
        try
        {
            return await (await (dial ?? DialAsync)()).EndsWithResetAsync();
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionReset)
        {
            return true;
        }
    }

    /// <summary>Until nobody listens any more.</summary>
    public async Task RefusesAsync()
    {
        var error = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            for (var start = Environment.TickCount64; Environment.TickCount64 - start < Waiting.Limit.TotalMilliseconds;)
            {
                using var client = await DialAsync();
            }
        });
        Assert.Contains(error.SocketErrorCode, new[] { SocketError.ConnectionRefused, SocketError.ConnectionReset });
    }

    public async Task<ConnectionContext> AcceptAsync()
    {
        var connection = await Listener.AcceptAsync().Soon();
        Assert.NotNull(connection);
        return Own(connection);
    }

    /// <summary>Both ends of one connection.</summary>
    public async Task<(ConnectionContext Server, Socket Client)> PairAsync()
    {
        var client = await DialAsync();
        return (await AcceptAsync(), client);
    }

    /// <summary>A client of the engine under test, connected to a plain listening socket.</summary>
    public async Task<(ConnectionContext Client, Socket Server)> DialOutAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var accepting = listener.AcceptAsync();
        var client = Own(await Engine!.ConnectAsync(listener.LocalEndPoint!).Soon());
        return (client, Own(await accepting.Soon()));
    }

    /// <summary>Disposes <paramref name="thing"/> with the arena.</summary>
    public T Own<T>(T thing) where T : notnull
    {
        lock (_owned)
        {
            _owned.Add(thing);
        }

        return thing;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _owned.OfType<Socket>())
        {
            client.Dispose();
        }

        foreach (var connection in _owned.OfType<ConnectionContext>())
        {
            connection.Abort();
            await connection.DisposeAsync().Soon();
        }

        await Listener.DisposeAsync().Soon();
        if (Engine is not null)
        {
            await Engine.DisposeAsync().Soon();
        }

        Assert.Equal(0, Pool.Lent);
        if (Engine is UringEngine rings)
        {
            Assert.Equal(0, rings.RentedBlocks);
            Assert.Equal(0, rings.LentBuffers);
        }
    }
}
