using System.Net;
using System.Net.Sockets;

namespace Mistakes;

/// <summary>A server that leaves its loop at the end of the stream and never closes.</summary>
static class CloseWait
{
    static readonly List<Socket> Sessions = [];

    public static void Run()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        new Thread(() => Accept(listener)) { IsBackground = true }.Start();
        for (var i = 0; i < 5; i++)
        {
            using var client = new TcpClient();
            client.Connect((IPEndPoint)listener.LocalEndpoint);
            client.Client.Send("hello"u8);
            client.Client.Receive(new byte[5]);
        }

        Thread.Sleep(1800);
    }

    static void Accept(TcpListener listener)
    {
        while (true)
        {
            var session = listener.AcceptSocket();
            Sessions.Add(session);
            new Thread(() => Serve(session)) { IsBackground = true }.Start();
        }
    }

    static void Serve(Socket session)
    {
        var buffer = new byte[1024];
        while (session.Receive(buffer) is > 0 and var count)
        {
            session.Send(buffer.AsSpan(0, count));
        }
    }
}
