// An echo server, the shortest that is correct: one client at a time. The next one waits in the kernel's backlog, connected but unanswered.
//   dotnet run samples/EchoServer.cs [PORT]       another terminal: nc 127.0.0.1 7007
using System.Net;
using System.Net.Sockets;

if (!ushort.TryParse(args.FirstOrDefault() ?? "7007", out var port))
{
    Console.Error.WriteLine($"EchoServer: '{args[0]}' is no port; ports are 0 to 65535, and 0 is any free one.");
    return 2;
}

using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
try
{
    // Loopback: only programs of this machine can connect. IPAddress.Any would let everybody in.
    listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
    listener.Listen(backlog: 16);
}
catch (SocketException error)
{
    Console.Error.WriteLine($"EchoServer: cannot listen on port {port}: {error.Message}.");
    return 1;
}

Console.WriteLine($"listening on {listener.LocalEndPoint}");
while (true)
{
    try
    {
        // The listener goes on listening; each client gets a socket of its own.
        using var client = listener.Accept();
        Console.WriteLine($"{client.RemoteEndPoint} connected");
        var bytes = Echo(client);
        Console.WriteLine($"{client.RemoteEndPoint} finished after {bytes} bytes");
    }
    catch (SocketException error)
    {
        // A client that resets its connection ends its own turn, not the server.
        Console.Error.WriteLine($"EchoServer: {error.Message}; waiting for the next client.");
    }
}

static long Echo(Socket client)
{
    var buffer = new byte[4096];
    var total = 0L;
    int count;

    // A receive returns what has arrived, which need not be what one send sent. Zero is the client's FIN: it sends no more, and may still read.
    while ((count = client.Receive(buffer)) > 0)
    {
        SendAll(client, buffer.AsSpan(0, count));
        total += count;
    }

    // Our FIN tells the client that the reply is whole.
    client.Shutdown(SocketShutdown.Send);
    return total;
}

// A send may take only part of what it is given.
static void SendAll(Socket socket, ReadOnlySpan<byte> bytes)
{
    while (!bytes.IsEmpty)
    {
        bytes = bytes[socket.Send(bytes)..];
    }
}
