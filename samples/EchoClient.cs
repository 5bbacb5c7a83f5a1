// Sends its input to a server and prints what comes back, both at the same time.
//   dotnet run samples/EchoClient.cs [HOST [PORT]]       or: … < file > copy
using System.Net.Sockets;

var host = args.ElementAtOrDefault(0) ?? "127.0.0.1";
if (!ushort.TryParse(args.ElementAtOrDefault(1) ?? "7007", out var port) || port == 0)
{
    Console.Error.WriteLine($"EchoClient: '{args[1]}' is no port to connect to; ports are 1 to 65535.");
    return 2;
}

using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
try
{
    // A name may have several addresses; Connect tries them in turn.
    socket.Connect(host, port);
}
catch (SocketException error)
{
    Console.Error.WriteLine($"EchoClient: cannot connect to {host}: {error.Message}.");
    return 1;
}

// A thread of its own for sending. Sending everything first and reading afterwards hangs on large input: our bytes fill the server's buffers,
// its replies fill ours, and each side waits for the other to read.
var sent = 0L;
var sender = new Thread(() => sent = SendInput(socket)) { IsBackground = true };
sender.Start();

var received = 0L;
try
{
    using var output = Console.OpenStandardOutput();
    var buffer = new byte[4096];
    for (int count; (count = socket.Receive(buffer)) > 0; received += count)
    {
        output.Write(buffer, 0, count);
    }
}
catch (SocketException error)
{
    Console.Error.WriteLine($"EchoClient: {error.Message}.");
    return 1;
}

// The server's FIN ends us. Before our own input has ended, it comes too early.
if (!sender.Join(TimeSpan.FromSeconds(1)) || received != sent)
{
    Console.Error.WriteLine($"EchoClient: the server finished after {received} bytes, too early.");
    return 1;
}

return 0;

static long SendInput(Socket socket)
{
    var total = 0L;
    try
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[4096];
        for (int count; (count = input.Read(buffer)) > 0; total += count)
        {
            for (var done = 0; done < count;)
            {
                done += socket.Send(buffer.AsSpan(done, count - done));
            }
        }

        // Half-close: we have said everything, and still listen.
        socket.Shutdown(SocketShutdown.Send);
    }
    catch (SocketException)
    {
        // The connection is gone; who receives hears of it too.
    }

    return total;
}
