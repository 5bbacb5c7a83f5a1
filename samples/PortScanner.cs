// Which TCP ports of a machine are open? Tries to connect to each, with a time limit.
//   dotnet run samples/PortScanner.cs [HOST [FIRST-LAST]] [--anywhere]
using System.Net;
using System.Net.Sockets;

const int LimitMilliseconds = 500, AtOnce = 32;
var anywhere = args.Contains("--anywhere");
var words = args.Where(arg => arg != "--anywhere").ToArray();
var host = words.ElementAtOrDefault(0) ?? "127.0.0.1";
var range = (words.ElementAtOrDefault(1) ?? "1-1023").Split('-');
if (!ushort.TryParse(range[0], out var first) || !ushort.TryParse(range[^1], out var last) || first == 0 || first > last || range.Length > 2)
{
    Console.Error.WriteLine($"PortScanner: '{words[1]}' is no range of ports, for example 1-1023.");
    return 2;
}

IPAddress address;
try
{
    address = Dns.GetHostAddresses(host)[0];
}
catch (SocketException error)
{
    Console.Error.WriteLine($"PortScanner: {host}: {error.Message}.");
    return 1;
}

// Scanning somebody else's machine without being asked is an attack.
if (!IPAddress.IsLoopback(address) && !anywhere)
{
    Console.Error.WriteLine($"PortScanner: {address} is not this machine. If its owner agrees, say --anywhere.");
    return 2;
}

var outcomes = new SocketError[last + 1];
Parallel.For(first, last + 1, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, port => outcomes[port] = Probe(new IPEndPoint(address, port)));
for (var port = (int)first; port <= last; port++)
{
    if (outcomes[port] == SocketError.Success)
    {
        Console.WriteLine($"{port} open");
    }
    else if (outcomes[port] != SocketError.ConnectionRefused)
    {
        // Refused is an answer: nobody listens. No answer at all is the mark of a firewall.
        Console.WriteLine($"{port} {(outcomes[port] == SocketError.TimedOut ? "no answer" : outcomes[port])}");
    }
}

return 0;

static SocketError Probe(IPEndPoint target)
{
    try
    {
        using var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        try
        {
            socket.Connect(target);
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // Under way. The socket becomes writable when the handshake is over, and then its error says how it went.
            if (!socket.Poll(LimitMilliseconds * 1000, SelectMode.SelectWrite) && !socket.Poll(0, SelectMode.SelectError))
            {
                return SocketError.TimedOut;
            }
        }

        var outcome = (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;

        // Our own end may be lent the very port we ask, and TCP lets it connect to itself.
        return outcome == SocketError.Success && target.Equals(socket.LocalEndPoint) ? SocketError.ConnectionRefused : outcome;
    }
    catch (SocketException error)
    {
        return error.SocketErrorCode;
    }
}
