using System.Net;
using System.Net.Sockets;
using Patchbay.Linux.Bpf;

namespace Patchbay.Linux.Tests.Bpf;

[Collection(AloneCollection.Name)]
public class SocketTracepointsTests
{
    const int CLOSE = 7;
    const int LISTEN = 10;

    [NeedsFact("bpf")]
    public void Every_change_of_state_of_both_ends_is_told_in_order()
    {
        using var tracepoints = new SocketTracepoints();
        var (client, server) = Converse(tracepoints, out var port);
        // The kernel's numbers: 2 SYN_SENT, 3 SYN_RECV, 1 ESTABLISHED, 4 FIN_WAIT1, 5 FIN_WAIT2, 8 CLOSE_WAIT, 9 LAST_ACK. The small record in TIME_WAIT is no socket any more.
        Assert.Equal([2, 1, 4, 5, CLOSE], client);
        Assert.Equal([3, 1, 8, 9, CLOSE], server);
        Assert.NotEqual(0, port);
    }

    [NeedsFact("bpf")]
    public void Descriptors_come_back()
    {
        var before = Directory.GetFiles("/proc/self/fd").Length;
        for (var i = 0; i < 5; i++)
        {
            new SocketTracepoints().Dispose();
        }

        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 0, before + 2);
    }

    // Connects, closes the client first, and gathers what the two ends went through.
    static (List<int> Client, List<int> Server) Converse(SocketTracepoints tracepoints, out int port)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        using (var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            client.Connect(listener.LocalEndPoint!);
            using var server = listener.Accept();
            client.Shutdown(SocketShutdown.Both);
            Assert.Equal(0, server.Receive(new byte[1]));
        }

        List<int> ofClient = [], ofServer = [];
        while ((ofClient.LastOrDefault() != CLOSE || ofServer.LastOrDefault() != CLOSE) && tracepoints.Read(out var record))
        {
            if (record.Tracepoint == SocketTracepoint.State && record.RemotePort == port)
            {
                ofClient.Add(record.Now);
            }
            else if (record.Tracepoint == SocketTracepoint.State && record.LocalPort == port && record.Now != LISTEN && (record.Before, record.Now) != (LISTEN, CLOSE))
            {
                ofServer.Add(record.Now);
            }
        }

        return (ofClient, ofServer);
    }
}
