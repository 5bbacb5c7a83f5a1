using System.Net;
using System.Net.Sockets;

namespace Patchbay.Observation.Tests.Why;

/// <summary>A server on a port the kernel lends that does one thing with each client.</summary>
sealed class OneServer : IDisposable
{
    readonly Socket _listener;

    /// <param name="serve">What it does with a client; null never accepts.</param>
    /// <param name="address">Where; default 127.0.0.1.</param>
    /// <param name="backlog">Of listen(2).</param>
    public OneServer(Func<Socket, Task>? serve, IPAddress? address = null, int backlog = 16)
    {
        address ??= IPAddress.Loopback;
        _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(address, 0));
        _listener.Listen(backlog);
        if (serve is not null)
        {
            _ = AcceptAsync(serve);
        }
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void Dispose() => _listener.Dispose();

    async Task AcceptAsync(Func<Socket, Task> serve)
    {
        try
        {
            while (true)
            {
                _ = serve(await _listener.AcceptAsync());
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
