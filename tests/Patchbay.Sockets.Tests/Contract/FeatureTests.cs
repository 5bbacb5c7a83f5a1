using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;

namespace Patchbay.Sockets.Tests.Contract;

/// <summary>What a connection answers about itself.</summary>
public sealed class FeatureTests
{
    [Theory, Engines(Can.Explain)]
    public async Task Every_feature_of_the_contract_is_there(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, _) = await arena.PairAsync();
        Assert.NotNull(server.Features.Get<IConnectionIdFeature>());
        Assert.NotNull(server.Features.Get<IConnectionTransportFeature>());
        Assert.NotNull(server.Features.Get<IConnectionItemsFeature>());
        Assert.NotNull(server.Features.Get<IConnectionLifetimeFeature>());
        Assert.NotNull(server.Features.Get<IConnectionEndPointFeature>());
        Assert.NotNull(server.Features.Get<IMemoryPoolFeature>());
        Assert.NotNull(server.Features.Get<ISocketIdentityFeature>());
        Assert.NotNull(server.Features.Get<IHalfCloseFeature>());
        Assert.NotNull(server.Features.Get<IConnectionCountersFeature>());
        Assert.NotNull(server.Features.Get<ITcpInfoFeature>());
        Assert.NotNull(server.Features.Get<ISocketAnnotationFeature>());
        Assert.Null(server.Features.Get<ITlsHandshakeFeature>());
        Assert.Null(server.Features.Get<IConnectionLifetimeNotificationFeature>());
        var listed = server.Features.Select(pair => pair.Key).ToList();
        Assert.Contains(typeof(ISocketIdentityFeature), listed);
        Assert.Equal(listed.Distinct().Count(), listed.Count);
    }

    [Theory, Engines(Can.Explain)]
    public async Task Features_can_be_set_replaced_and_removed(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, _) = await arena.PairAsync();
        var features = server.Features;
        var revision = features.Revision;
        features.Set("a string");
        Assert.Equal("a string", features.Get<string>());
        features.Set("another");
        Assert.Equal("another", features[typeof(string)]);
        features.Set<string>(null);
        Assert.Null(features.Get<string>());
        Assert.True(features.Revision > revision);

        var mine = new ItemsOfMine();
        features.Set<IConnectionItemsFeature>(mine);
        Assert.Same(mine, features.Get<IConnectionItemsFeature>());
        features[typeof(IConnectionItemsFeature)] = null;
        Assert.Null(features.Get<IConnectionItemsFeature>());
        for (var number = 0; number < 20; number++)
        {
            features[Array.CreateInstance(typeof(int), 0).GetType().MakeArrayType(number + 1)] = number;
        }

        Assert.Equal(19, features[typeof(int[]).MakeArrayType(20)]);
        Assert.NotNull(features.Get<ISocketIdentityFeature>());
    }

    [Theory, Engines]
    public async Task Ids_are_unique_and_items_are_the_connections_own(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (one, _) = await arena.PairAsync();
        var (two, _) = await arena.PairAsync();
        Assert.NotEqual(one.ConnectionId, two.ConnectionId);
        Assert.Equal(one.ConnectionId, one.ConnectionId);
        one.Items["user"] = "ann";
        Assert.Equal("ann", one.Items["user"]);
        Assert.False(two.Items.ContainsKey("user"));
    }

    [Theory, Engines]
    public async Task The_transport_can_be_replaced_as_middleware_does(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var original = server.Transport;
        var replacement = new Replacement(original);
        server.Transport = replacement;
        Assert.Same(replacement, server.Features.Get<IConnectionTransportFeature>()!.Transport);
        await client.SendAllAsync("x".Ascii());
        Assert.Equal("x", (await server.Transport.Input.ReadExactlyAsync(1)).Ascii());
        server.Transport = original;
    }

    [Theory, Engines(Can.Explain)]
    public async Task The_tuple_names_both_ends_and_reverses_to_the_clients(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var identity = server.Features.Get<ISocketIdentityFeature>()!;
        Assert.Equal(new FiveTuple(ProtocolType.Tcp, client.RemoteEndPoint, client.LocalEndPoint), identity.Tuple);
        Assert.Equal(new FiveTuple(ProtocolType.Tcp, client.LocalEndPoint, client.RemoteEndPoint), identity.Tuple.Reversed());
    }

    [Theory, Engines(Can.Explain)]
    public async Task The_remote_end_is_known_also_when_the_client_reset_before_anybody_asked(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var client = await arena.DialAsync();
        var local = client.LocalEndPoint;
        var server = await arena.AcceptAsync();
        client.Reset();
        await server.ConnectionClosed.Cancelled();
        Assert.Equal(local, server.RemoteEndPoint);
    }

    [Theory, Engines(Can.Explain)]
    public async Task The_descriptor_and_the_cookie_name_the_kernels_socket(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, _) = await arena.PairAsync();
        var (other, _) = await arena.PairAsync();
        var identity = server.Features.Get<ISocketIdentityFeature>()!;
        Assert.True(identity.Descriptor > 2);
        Assert.StartsWith("socket:[", File.ResolveLinkTarget($"/proc/self/fd/{identity.Descriptor}", false)!.Name, StringComparison.Ordinal);
        Assert.NotEqual(0ul, identity.Cookie);
        Assert.Equal(identity.Cookie, identity.Cookie);
        Assert.NotEqual(identity.Cookie, other.Features.Get<ISocketIdentityFeature>()!.Cookie);
        server.Abort();
        await server.DisposeAsync().Soon();
        Assert.Equal(-1, identity.Descriptor);
    }

    [Theory, Engines(Can.Explain)]
    public async Task TCP_information_is_live(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var feature = server.Features.Get<ITcpInfoFeature>()!;
        await client.SendAllAsync(new byte[5000]);
        await server.Transport.Input.ReadExactlyAsync(5000);
        Assert.True(feature.TryGetTcpInfo(out var info));
        Assert.Equal(TcpState.Established, info.State);
        Assert.Equal(5000ul, info.BytesReceived);
        Assert.True(info.RoundTrip > TimeSpan.Zero);
        Assert.True(info.CongestionWindow > 0);
        Assert.True(info.SendMss > 500);
        client.Shutdown(SocketShutdown.Send);
        await server.Transport.Input.ReadToEndAsync();
        Assert.True(feature.TryGetTcpInfo(out info));
        Assert.Equal(TcpState.CloseWait, info.State);
        server.Abort();
        await server.DisposeAsync().Soon();
        Assert.False(feature.TryGetTcpInfo(out _));
    }

    [Theory, Engines(Can.Explain)]
    public async Task A_Unix_socket_has_no_TCP_information_but_a_cookie(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine, endPoint: new UnixDomainSocketEndPoint($"\0patchbay-{Guid.NewGuid():N}"));
        var (server, _) = await arena.PairAsync();
        Assert.False(server.Features.Get<ITcpInfoFeature>()!.TryGetTcpInfo(out _));
        Assert.NotEqual(0ul, server.Features.Get<ISocketIdentityFeature>()!.Cookie);
        Assert.Equal(ProtocolType.Unspecified, server.Features.Get<ISocketIdentityFeature>()!.Tuple.Protocol);
    }

    [Theory, Engines(Can.Explain)]
    public async Task Counters_count_bytes_in_every_stage(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var counters = server.Features.Get<IConnectionCountersFeature>()!;
        await client.SendAllAsync(new byte[3000]);
        await Waiting.Until(() => counters.BytesReceived == 3000);

        // Counted as received a moment before they are handed to the reader.
        await Waiting.Until(() => counters.BytesUnread == 3000);
        await server.Transport.Input.ReadExactlyAsync(1000);
        Assert.Equal(2000, counters.BytesUnread);
        await server.Transport.Input.ReadExactlyAsync(2000);
        Assert.Equal(0, counters.BytesUnread);
        await server.Transport.Output.WriteAsync(new byte[700]);
        await client.ReceiveExactlyAsync(700);
        await Waiting.Until(() => counters.BytesSent == 700);
        Assert.Equal(0, counters.BytesUnsent);
        Assert.Equal(3000, counters.BytesReceived);
    }

    [Theory, Engines(Can.Explain)]
    public async Task NoDelay_is_on_unless_told_otherwise(TestedEngine engine)
    {
        await using var eager = await Arena.OpenAsync(engine);
        await using var patient = await Arena.OpenAsync(engine, options => options.NoDelay = false);
        Assert.True(await NoDelayAsync(eager));
        Assert.False(await NoDelayAsync(patient));

        static async Task<bool> NoDelayAsync(Arena arena)
        {
            var (server, _) = await arena.PairAsync();
            var descriptor = server.Features.Get<ISocketIdentityFeature>()!.Descriptor;
            using var handle = new SafeSocketHandle(descriptor, ownsHandle: false);
            using var socket = new Socket(handle);
            return socket.NoDelay;
        }
    }

    sealed class Replacement(IDuplexPipe original) : IDuplexPipe
    {
        public PipeReader Input => original.Input;

        public PipeWriter Output => original.Output;
    }

    sealed class ItemsOfMine : IConnectionItemsFeature
    {
        public IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();
    }
}
