// Chat without a server: everybody who joined the group receives what anybody sends to it.
//   dotnet run samples/MulticastChat.cs NAME       in two terminals
using System.Net;
using System.Net.Sockets;
using System.Text;

// 239.0.0.0/8 is for use within an organisation (RFC 2365).
var group = new IPEndPoint(IPAddress.Parse("239.7.7.7"), 7007);
if (args.Length != 1)
{
    Console.Error.WriteLine("usage: MulticastChat NAME");
    return 2;
}

using var receiver = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
try
{
    // Several members on one machine share the port; each gets every datagram.
    receiver.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);

    // Bound to the group, the socket takes nothing else that comes to this port. Windows binds local addresses only.
    receiver.Bind(OperatingSystem.IsWindows() ? new IPEndPoint(IPAddress.Any, group.Port) : group);

    // The interface must be said on both sides. Loopback: no other machine sees this. A time to live of 1 would be the local network.
    receiver.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(group.Address, IPAddress.Loopback));
    sender.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, IPAddress.Loopback.GetAddressBytes());
    sender.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, 0);
    sender.Bind(new IPEndPoint(IPAddress.Loopback, 0));
}
catch (SocketException error)
{
    Console.Error.WriteLine($"MulticastChat: cannot join {group}: {error.Message}.");
    return 1;
}

Console.WriteLine($"joined {group} as {args[0]}; Ctrl-D ends");
new Thread(() => Print(receiver, sender.LocalEndPoint!)) { IsBackground = true }.Start();
while (Console.ReadLine() is { } line)
{
    var message = Encoding.UTF8.GetBytes($"{args[0]}: {line}");
    try
    {
        // One datagram a line. Longer than an Ethernet frame, it would travel in pieces, and be lost with any of them.
        if (message.Length > 1400)
        {
            Console.Error.WriteLine("MulticastChat: that line is too long for one datagram; not sent.");
        }
        else
        {
            sender.SendTo(message, group);
        }
    }
    catch (SocketException error)
    {
        Console.Error.WriteLine($"MulticastChat: not sent: {error.Message}.");
    }
}

return 0;

static void Print(Socket receiver, EndPoint self)
{
    var buffer = new byte[65_507];
    while (true)
    {
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        var count = receiver.ReceiveFrom(buffer, ref from);

        // Our own words come back too. Control characters in those of others could rewrite the terminal.
        if (!from.Equals(self))
        {
            Console.WriteLine(string.Concat(Encoding.UTF8.GetString(buffer, 0, count).Where(c => !char.IsControl(c))));
        }
    }
}
