using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Mistakes;

/// <summary>A client that writes the head and the body of each question with a call of its own.</summary>
static class Nagle
{
    public static void Run()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        new Thread(() => Serve(listener)) { IsBackground = true }.Start();
        using var client = new TcpClient();
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        var stream = client.GetStream();
        var body = "what time is it"u8;
        var head = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(head, body.Length);
        for (var i = 0; i < 20; i++)
        {
            stream.Write(head);
            stream.Write(body);
            stream.ReadExactly(new byte[head.Length + body.Length]);
        }
    }

    static void Serve(TcpListener listener)
    {
        using var session = listener.AcceptTcpClient();
        var stream = session.GetStream();
        var message = new byte[1024];
        while (stream.ReadAtLeast(message.AsSpan(0, 4), 4, throwOnEndOfStream: false) == 4)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(message);
            stream.ReadExactly(message, 4, length);
            stream.Write(message, 0, 4 + length);
        }
    }
}
