// An echo server with a thread per client: nobody waits for another. EchoServer.cs is the same with one client at a time.
//   dotnet run samples/EchoServerThreads.cs [PORT]       two other terminals: nc 127.0.0.1 7007
using System.Net;
using System.Net.Sockets;

// A thread costs memory, so their number has a bound; further clients wait in the kernel's backlog.
const int MostClients = 200;

if (!ushort.TryParse(args.FirstOrDefault() ?? "7007", out var port))
{
    Console.Error.WriteLine($"EchoServerThreads: '{args[0]}' is no port; ports are 0 to 65535, and 0 is any free one.");
    return 2;
}

using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
try
{
    listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
    listener.Listen(backlog: 16);
}
catch (SocketException error)
{
    Console.Error.WriteLine($"EchoServerThreads: cannot listen on port {port}: {error.Message}.");
    return 1;
}

Console.WriteLine($"listening on {listener.LocalEndPoint}");
using var slots = new SemaphoreSlim(MostClients);
while (true)
{
    slots.Wait();
    try
    {
        var client = listener.Accept();
        new Thread(() => Serve(client, slots)) { IsBackground = true }.Start();
    }
    catch (SocketException error)
    {
        // Out of descriptors, or a client that was gone before we took it: without the pause, the former would spin.
        Console.Error.WriteLine($"EchoServerThreads: accept: {error.Message}.");
        slots.Release();
        Thread.Sleep(100);
    }
}

// An exception that leaves a thread ends the program: each thread keeps its client's troubles to itself.
static void Serve(Socket client, SemaphoreSlim slots)
{
    try
    {
        using var _ = client;
        Console.WriteLine($"{client.RemoteEndPoint} connected");
        var buffer = new byte[4096];
        int count;
        while ((count = client.Receive(buffer)) > 0)
        {
            for (var sent = 0; sent < count;)
            {
                sent += client.Send(buffer.AsSpan(sent, count - sent));
            }
        }

        client.Shutdown(SocketShutdown.Send);
        Console.WriteLine($"{client.RemoteEndPoint} finished");
    }
    catch (SocketException error)
    {
        Console.Error.WriteLine($"EchoServerThreads: a client is gone: {error.Message}.");
    }
    finally
    {
        slots.Release();
    }
}
