// Two people talk over one connection. Taking turns (read a line, send a line, …) would be half-duplex: who wants to say two things in a row
// must wait for the other. So each side does two things at once: a thread prints what comes, the main one sends what is typed.
//   dotnet run samples/TwoPersonChat.cs listen [PORT]       the other: dotnet run samples/TwoPersonChat.cs 127.0.0.1 [PORT]
using System.Net;
using System.Net.Sockets;
using System.Text;

if (args.Length is 0 or > 2 || !ushort.TryParse(args.ElementAtOrDefault(1) ?? "7007", out var port))
{
    Console.Error.WriteLine("usage: TwoPersonChat listen|HOST [PORT]");
    return 2;
}

try
{
    using var peer = args[0] == "listen" ? WaitForPeer(port) : Call(args[0], port);
    Console.WriteLine($"connected with {peer.RemoteEndPoint}; Ctrl-D ends your side");
    var printer = new Thread(() => Print(peer)) { IsBackground = true };
    printer.Start();
    while (Console.ReadLine() is { } line)
    {
        for (var bytes = Encoding.UTF8.GetBytes(line + "\n").AsSpan(); !bytes.IsEmpty;)
        {
            bytes = bytes[peer.Send(bytes)..];
        }
    }

    // We have said everything; the other may still be talking. The connection ends when both have finished.
    peer.Shutdown(SocketShutdown.Send);
    printer.Join();
    return 0;
}
catch (SocketException error)
{
    Console.Error.WriteLine($"TwoPersonChat: {error.Message}.");
    return 1;
}

static Socket WaitForPeer(ushort port)
{
    // Closed as soon as the one peer is there: a third person is refused, and does not wait in vain.
    using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
    listener.Listen(backlog: 1);
    Console.WriteLine($"listening on {listener.LocalEndPoint}");
    return listener.Accept();
}

static Socket Call(string host, ushort port)
{
    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
    socket.Connect(host, port);
    return socket;
}

static void Print(Socket peer)
{
    try
    {
        // A receive may end in the middle of a character; the reader keeps its first bytes until the others come.
        using var reader = new StreamReader(new NetworkStream(peer, ownsSocket: false));
        var text = new char[4096];
        for (int count; (count = reader.Read(text)) > 0;)
        {
            // Control characters of a stranger could rewrite the terminal.
            Console.Write(string.Concat(text.Take(count).Where(c => c is '\n' or '\t' || !char.IsControl(c))));
        }

        Console.WriteLine("(the other has finished)");
    }
    catch (IOException error)
    {
        // The main thread waits for the keyboard and would not notice.
        Console.Error.WriteLine($"TwoPersonChat: the other is gone: {error.InnerException?.Message ?? error.Message}.");
        Environment.Exit(1);
    }
}
