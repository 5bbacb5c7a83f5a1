using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Patchbay.Services.Patch;

namespace Patchbay.Services.Tests.Splicing;

/// <summary>Two plain peers with a spliced relay between them: A connected to it, it connected to B.</summary>
sealed class SplicedPair : IAsyncDisposable
{
    readonly ConnectionContext _a, _b;

    SplicedPair(Socket a, Socket b, ConnectionContext joinedA, ConnectionContext joinedB, Task<RelayResult> result) =>
        (A, B, _a, _b, Result) = (a, b, joinedA, joinedB, result);

    public Socket A { get; }

    public Socket B { get; }

    public Task<RelayResult> Result { get; }

    /// <summary>Joins them.</summary>
    /// <param name="engine">Where.</param>
    /// <param name="kind">tcp4, tcp6 or unix.</param>
    /// <param name="idle">See JoinAsync.</param>
    /// <param name="buffers">SO_RCVBUF of both peers, or 0.</param>
    /// <param name="cut">See JoinAsync.</param>
    public static async Task<SplicedPair> JoinAsync(SpliceEngine engine, string kind = "tcp4", TimeSpan? idle = null, int buffers = 0, CancellationToken cut = default)
    {
        await using var front = await engine.BindAsync(EndPointOf(kind), cut);
        using var back = Open(kind);
        back.ReceiveBufferSize = buffers > 0 ? buffers : back.ReceiveBufferSize;
        back.Bind(EndPointOf(kind));
        back.Listen();
        var a = Open(kind);
        a.ReceiveBufferSize = buffers > 0 ? buffers : a.ReceiveBufferSize;
        await a.ConnectAsync(front.EndPoint, cut).AsTask().WaitAsync(ChildProcess.Limit, cut);
        var joinedA = (await front.AcceptAsync(cut).AsTask().WaitAsync(ChildProcess.Limit, cut))!;
        var joinedB = await engine.ConnectAsync(back.LocalEndPoint!, cut).AsTask().WaitAsync(ChildProcess.Limit, cut);
        var b = await back.AcceptAsync(cut).AsTask().WaitAsync(ChildProcess.Limit, cut);
        return new SplicedPair(a, b, joinedA, joinedB, engine.JoinAsync(joinedA, joinedB, idle, ("A", "B"), cut));
    }

    public Task<RelayResult> EndAsync() => Result.WaitAsync(ChildProcess.Limit);

    public async ValueTask DisposeAsync()
    {
        A.Dispose();
        B.Dispose();
        await EndAsync();
        await _a.DisposeAsync();
        await _b.DisposeAsync();
    }

    /// <summary>The relay's own two connections.</summary>
    public (ConnectionContext A, ConnectionContext B) Joined => (_a, _b);

    static Socket Open(string kind) => kind switch
    {
        "tcp4" => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp),
        "tcp6" => new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp),
        _ => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
    };

    static EndPoint EndPointOf(string kind) => kind switch
    {
        "tcp4" => new IPEndPoint(IPAddress.Loopback, 0),
        "tcp6" => new IPEndPoint(IPAddress.IPv6Loopback, 0),
        _ => new UnixDomainSocketEndPoint("\0patchbay-splice-" + Guid.NewGuid().ToString("N")),
    };
}
