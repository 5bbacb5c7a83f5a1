using System.Net;
using System.Net.Sockets;

namespace Mistakes;

/// <summary>A server that sets SO_LINGER to 0 so that it leaves no TIME-WAIT.</summary>
static class LingerZero
{
    public static void Run()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = new Thread(() => Ask((IPEndPoint)listener.LocalEndpoint));
        client.Start();
        using (var session = listener.AcceptSocket())
        {
            session.LingerState = new LingerOption(true, 0);
            session.Receive(new byte[100]);
            session.Send("the answer"u8);
        }

        client.Join();
    }

    static void Ask(IPEndPoint server)
    {
        using var client = new TcpClient();
        client.Connect(server);
        client.Client.Send("GET\n"u8);
        Thread.Sleep(200);
        try
        {
            Console.WriteLine($"client: {client.Client.Receive(new byte[100])}");
        }
        catch (SocketException error)
        {
            Console.WriteLine($"client: {error.Message}");
        }
    }
}
