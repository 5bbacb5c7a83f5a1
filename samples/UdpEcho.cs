// Echo over UDP, both sides. A datagram arrives whole, or not at all: what asks must be ready to ask again.
//   dotnet run samples/UdpEcho.cs [PORT]       another terminal: dotnet run samples/UdpEcho.cs 127.0.0.1 7007 hello
using System.Net;
using System.Net.Sockets;
using System.Text;

// The largest payload: 65,535 less the headers of IPv4 (20) and UDP (8). A smaller buffer would cut longer datagrams off.
var buffer = new byte[65_507];
try
{
    var portText = args.Length > 1 ? args[1] : args.FirstOrDefault() ?? "7007";
    if (!ushort.TryParse(portText, out var port))
    {
        Console.Error.WriteLine($"UdpEcho: '{portText}' is no port; ports are 0 to 65535.");
        return 2;
    }

    using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    return args.Length > 1 ? Ask(socket, args[0], port, string.Join(' ', args[2..]), buffer) : Serve(socket, port, buffer);
}
catch (SocketException error)
{
    Console.Error.WriteLine($"UdpEcho: {error.Message}.");
    return 1;
}

static int Serve(Socket socket, ushort port, byte[] buffer)
{
    socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
    Console.WriteLine($"listening on {socket.LocalEndPoint}");
    while (true)
    {
        EndPoint sender = new IPEndPoint(IPAddress.Any, 0);
        try
        {
            var count = socket.ReceiveFrom(buffer, ref sender);

            // A sender's address can be forged. Answering one that is itself a well-known service (echo is 7) could start two servers
            // talking to each other without end.
            if (((IPEndPoint)sender).Port >= 1024)
            {
                // The count, not the buffer: what lies behind is from earlier, longer datagrams.
                socket.SendTo(buffer.AsSpan(0, count), sender);
            }
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"UdpEcho: {sender}: {error.Message}.");
        }
    }
}

static int Ask(Socket socket, string host, ushort port, string question, byte[] buffer)
{
    // A connected UDP socket sends nothing yet; it takes datagrams from that peer only, and hears that nobody listens there (ICMP).
    socket.Connect(host, port);
    socket.ReceiveTimeout = 1000;
    var bytes = Encoding.UTF8.GetBytes(question);
    for (var attempt = 1; attempt <= 3; attempt++)
    {
        try
        {
            socket.Send(bytes);
            var count = socket.Receive(buffer);
            Console.WriteLine(Encoding.UTF8.GetString(buffer, 0, count));
            return buffer.AsSpan(0, count).SequenceEqual(bytes) ? 0 : 1;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.TimedOut)
        {
            Console.Error.WriteLine($"UdpEcho: no answer within a second (attempt {attempt} of 3).");
        }
    }

    return 1;
}
