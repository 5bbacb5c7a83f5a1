using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Patchbay.Probing.Tests.Services;

/// <summary>A server of the test's on a loopback port that no protocol is expected on. Counts its connections and keeps what it was sent.</summary>
sealed class MockServer : IAsyncDisposable
{
    readonly Socket _listener;
    readonly CancellationTokenSource _stop = new();
    readonly List<Task> _serving = [];
    readonly StringBuilder _received = new();
    readonly Task _accepting;
    int _connections;

    public MockServer(Func<MockServer, Stream, CancellationToken, Task> serve)
    {
        do
        {
            _listener?.Dispose();
            _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        }
        while (ServicePorts.NameOf((ushort)EndPoint.Port, isUdp: false) != "unknown");
        _listener.Listen();
        _accepting = AcceptAsync(serve);
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Everything clients sent, as Latin-1.</summary>
    public string Received
    {
        get
        {
            lock (_received)
            {
                return _received.ToString();
            }
        }
    }

    /// <summary>Reads what is there; an empty text at the end.</summary>
    public async Task<string> ReadAsync(Stream stream, CancellationToken stop)
    {
        var buffer = new byte[4096];
        var text = Encoding.Latin1.GetString(buffer, 0, await stream.ReadAsync(buffer, stop));
        lock (_received)
        {
            _received.Append(text);
        }

        return text;
    }

    /// <summary>Greets, then answers what it is asked; null answers nothing.</summary>
    public static MockServer Speaking(string greeting, Func<string, string?> answer) => new(async (server, stream, stop) =>
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(greeting), stop);
        while (await server.ReadAsync(stream, stop) is { Length: > 0 } asked)
        {
            if (answer(asked) is { } says)
            {
                await stream.WriteAsync(Encoding.Latin1.GetBytes(says), stop);
            }
        }
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    async Task AcceptAsync(Func<MockServer, Stream, CancellationToken, Task> serve)
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                _serving.Add(ServeAsync(serve, socket));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(_serving);
        }
    }

    async Task ServeAsync(Func<MockServer, Stream, CancellationToken, Task> serve, Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await serve(this, stream, _stop.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            // The detector has heard enough, or the test is over.
        }
    }
}
