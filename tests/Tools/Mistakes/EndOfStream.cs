using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Mistakes;

/// <summary>A server whose loop takes the empty read of a client that left for nothing to do.</summary>
static class EndOfStream
{
    public static void Run()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using (var client = new TcpClient())
        {
            client.Connect((IPEndPoint)listener.LocalEndpoint);
            client.Client.Send("hello\n"u8);
        }

        using var session = listener.AcceptSocket();
        var buffer = new byte[1024];
        var since = Stopwatch.StartNew();
        while (since.ElapsedMilliseconds < 500)
        {
            var count = session.Receive(buffer);
            if (buffer.AsSpan(0, count).SequenceEqual("quit\n"u8))
            {
                break;
            }
        }
    }
}
