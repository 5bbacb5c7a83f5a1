using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using Patchbay.Linux;

namespace Patchbay.Probing;

/// <summary>Datagrams from one port to one port. Which probe an ICMP error is about stands in the payload that it quotes; where a router quotes less, it is told only while one is under way.</summary>
sealed class UdpTraceChannel : ITraceChannel
{
    const int TagLength = 8;
    const int DataLength = 32;

    readonly UnconnectedSocket _socket;
    readonly IPAddress _target;
    readonly byte[] _address = new byte[AddressKey.MostBytes];
    readonly int _addressLength;
    readonly byte[] _data = new byte[DataLength];
    readonly AddressKey _key;
    readonly Queue<(int Probe, TraceReply Reply, long At)> _arrived = [];

    public UdpTraceChannel(UnconnectedSocket socket, IPAddress target, ushort port)
    {
        (_socket, _target, _key) = (socket, target, AddressKey.Of(target));
        _addressLength = KernelSocketAddress.Write(target, port, _address);
        RandomNumberGenerator.Fill(_data.AsSpan(0, TagLength / 2));
    }

    public string Means => "UDP";

    public int Send(int hop, int probe)
    {
        BinaryPrimitives.WriteInt32BigEndian(_data.AsSpan(TagLength / 2), probe);
        _socket.SetTimeToLive((byte)hop);
        return _socket.Send(_data, _address.AsSpan(0, _addressLength), TakeErrors);
    }

    public void Wait(int milliseconds) => PlainSocketCalls.Poll(_socket.Descriptor, PollEvents.In, milliseconds);

    public bool TryRead(TraceTable table, out TraceArrival arrival)
    {
        if (_arrived.Count == 0)
        {
            TakeErrors();
            while (_socket.TryRead(out var answer))
            {
                if (AddressKey.TryRead(answer.Peer, out var peer, out _) && peer == _key)
                {
                    _arrived.Enqueue((TagOf(answer.Body), new TraceReply(TraceReplyKind.Reached, _target), answer.At));
                }
            }
        }

        var isThere = _arrived.TryDequeue(out var next);
        // The destination's own words name no probe, but come from no hop before it: the oldest is the likeliest.
        arrival = isThere ? new TraceArrival(next.Probe >= 0 ? next.Probe : table.Oldest(onlyOne: next.Reply.Kind != TraceReplyKind.Reached), next.Reply, next.At) : default;
        return isThere;
    }

    public void Dispose() => _socket.Dispose();

    void TakeErrors()
    {
        while (_socket.TryReadError(out var error))
        {
            if (error.Report.Origin is SocketErrorOrigin.Icmp or SocketErrorOrigin.Icmp6)
            {
                _arrived.Enqueue((TagOf(error.Body), TraceReplies.Of(_target, TraceMethod.Udp, UnconnectedSocket.AddressOf(error.Report.Offender), error.Report.Type, error.Report.Code), error.At));
            }
        }
    }

    int TagOf(ReadOnlySpan<byte> payload) =>
        payload.Length >= TagLength && payload.StartsWith(_data.AsSpan(0, TagLength / 2)) ? BinaryPrimitives.ReadInt32BigEndian(payload[(TagLength / 2)..]) : -1;
}
