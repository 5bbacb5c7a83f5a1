using System.Buffers.Binary;
using System.Net;
using Patchbay.Linux;

namespace Patchbay.Probing;

/// <summary>
/// Echo requests. Some load balancers choose by the first bytes behind the IP header, of which the checksum is a part: the data makes up for the sequence, so that it never changes
/// (Augustin et al., "Avoiding traceroute anomalies with Paris traceroute", 2006).
/// </summary>
sealed class EchoTraceChannel(EchoSocket socket, IPAddress target) : ITraceChannel
{
    const int DataLength = 32;

    readonly byte[] _address = Address(target);
    readonly byte[] _data = new byte[DataLength];
    readonly Queue<(ushort Sequence, TraceReply Reply, long At)> _arrived = [];

    public string Means => socket.Means == EchoMeans.PingSocket ? "ICMP echo, ping socket" : "ICMP echo, raw socket";

    public int Send(int hop, int probe)
    {
        var sequence = (ushort)probe;
        BinaryPrimitives.WriteUInt16BigEndian(_data, (ushort)~sequence);
        socket.SetTimeToLive((byte)hop);
        return socket.Send(_address, sequence, _data, TakeErrors);
    }

    public void Wait(int milliseconds) => PlainSocketCalls.Poll(socket.Descriptor, PollEvents.In, milliseconds);

    public bool TryRead(TraceTable table, out TraceArrival arrival)
    {
        if (_arrived.Count == 0)
        {
            TakeErrors();
            while (socket.TryRead(out var echo))
            {
                _arrived.Enqueue((echo.Sequence, new TraceReply(TraceReplyKind.Reached, (KernelSocketAddress.Read(echo.PeerBytes) as IPEndPoint)?.Address), echo.At));
            }
        }

        var isThere = _arrived.TryDequeue(out var next);
        arrival = isThere ? new TraceArrival(table.ProbeOf(next.Sequence), next.Reply, next.At) : default;
        return isThere;
    }

    public void Dispose() => socket.Dispose();

    void TakeErrors()
    {
        while (socket.TryReadError(out var echo))
        {
            if (echo.Type != 0)
            {
                _arrived.Enqueue((echo.Sequence, TraceReplies.Of(target, TraceMethod.Icmp, echo.Reporter, echo.Type, echo.Code), echo.At));
            }
        }
    }

    static byte[] Address(IPAddress target)
    {
        var bytes = new byte[AddressKey.MostBytes];
        return bytes[..KernelSocketAddress.Write(target, 0, bytes)];
    }
}
