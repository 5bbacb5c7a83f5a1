// Asks a machine "are you there?" with ICMP echo requests, built byte by byte (RFC 792).
//   dotnet run samples/RawPing.cs [IPV4-ADDRESS [COUNT]]       needs root (or CAP_NET_RAW), or a group in net.ipv4.ping_group_range
using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

const int EchoRequest = 8, EchoReply = 0, IcmpHeader = 8;
if (!IPAddress.TryParse(args.ElementAtOrDefault(0) ?? "127.0.0.1", out var address) || address.AddressFamily != AddressFamily.InterNetwork
    || !ushort.TryParse(args.ElementAtOrDefault(1) ?? "3", out var rounds))
{
    Console.Error.WriteLine("usage: RawPing [IPV4-ADDRESS [COUNT]]");
    return 2;
}

using var socket = Open(SocketType.Raw) ?? Open(SocketType.Dgram);
if (socket is null)
{
    Console.Error.WriteLine("RawPing: ICMP needs root, the capability CAP_NET_RAW, or your group in sysctl net.ipv4.ping_group_range.");
    return 9;
}

var (request, answer, identifier, received) = (new byte[IcmpHeader + 56], new byte[1500], (ushort)Environment.ProcessId, 0);
for (ushort sequence = 1; sequence <= rounds; sequence++)
{
    Array.Clear(request);
    request[0] = EchoRequest;
    BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(4), identifier);
    BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(6), sequence);
    BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(2), Checksum(request));
    var watch = Stopwatch.StartNew();
    try
    {
        socket.SendTo(request, new IPEndPoint(address, 0));
        do
        {
            // Packets that are not for us must not lengthen the wait. (A timeout of 0 would wait without end.)
            socket.ReceiveTimeout = Math.Max(1, 1000 - (int)watch.ElapsedMilliseconds);
        }
        while (!IsReply(answer.AsSpan(0, socket.Receive(answer)), sequence));
        Console.WriteLine($"reply {sequence} from {address} after {watch.Elapsed.TotalMilliseconds:0.000} ms");
        received++;
    }
    catch (SocketException error)
    {
        Console.WriteLine($"no reply {sequence} from {address}: {error.Message}");
    }
}

return received > 0 ? 0 : 1;

static Socket? Open(SocketType type)
{
    try { return new Socket(AddressFamily.InterNetwork, type, ProtocolType.Icmp); }
    catch (SocketException) { return null; }
}

// A raw socket sees every ICMP message of the machine, our own request too, each behind its IP header; a ping socket (Dgram) only the
// replies to itself, without that header and with an identifier that the kernel chose.
bool IsReply(ReadOnlySpan<byte> packet, ushort sequence)
{
    var isRaw = socket.SocketType == SocketType.Raw;
    var icmp = isRaw ? packet[((packet[0] & 15) * 4)..] : packet;
    return icmp.Length >= IcmpHeader && icmp[0] == EchoReply && Checksum(icmp) == 0 && BinaryPrimitives.ReadUInt16BigEndian(icmp[6..]) == sequence
        && (!isRaw || BinaryPrimitives.ReadUInt16BigEndian(icmp[4..]) == identifier);
}

// RFC 1071: the complement of the ones' complement sum of all 16-bit words. Over a message that holds its own checksum it is zero.
static ushort Checksum(ReadOnlySpan<byte> bytes)
{
    var sum = 0;
    for (var i = 0; i < bytes.Length; i++)
    {
        sum += i % 2 == 0 ? bytes[i] << 8 : bytes[i];
        sum = (sum & 0xffff) + (sum >> 16);
    }

    return (ushort)~sum;
}
