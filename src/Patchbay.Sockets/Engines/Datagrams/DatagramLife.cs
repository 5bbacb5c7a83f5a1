using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets;

/// <summary>Tells the steps of one datagram socket's life, and counts what it moves. Costs two field reads a batch when nobody listens.</summary>
internal sealed class DatagramLife(EngineKind engine, bool isUdp)
{
    readonly long _id = SocketEvents.NextSocketId();
    EndPoint? _local, _remote;
    int _descriptor = -1;

    public void Created(int descriptor)
    {
        _descriptor = descriptor;
        Publish(SocketStep.Created);
    }

    public void Bound(EndPoint local)
    {
        _local = local;
        Publish(SocketStep.Bound);
    }

    public void Connecting(EndPoint remote)
    {
        _remote = remote;
        Publish(SocketStep.Connecting);
    }

    public void Connected(EndPoint local)
    {
        _local = local;
        Publish(SocketStep.Connected);
    }

    public void ConnectFailed(SocketException cause) => Publish(SocketStep.ConnectFailed, errno: SocketErrors.Of(cause), note: cause.Message);

    /// <summary>Datagrams came.</summary>
    public void Received(DatagramBatch batch) => Moved(SocketStep.Received, batch, 0, batch.Count);

    /// <summary>The kernel took some.</summary>
    public void Sent(DatagramBatch batch, int first, int count) => Moved(SocketStep.Sent, batch, first, count);

    public void Annotated(string text) => Publish(SocketStep.Annotated, note: text);

    public void Closed(SocketException? cause = null) => Publish(SocketStep.Closed, errno: cause is null ? 0 : SocketErrors.Of(cause), note: cause?.Message);

    void Moved(SocketStep step, DatagramBatch batch, int first, int count)
    {
        if (SocketEvents.IsEnabled || SocketMetrics.CountsDatagrams)
        {
            long bytes = 0;
            for (var i = first; i < first + count; i++)
            {
                bytes += batch[i].Length;
            }

            SocketMetrics.DatagramsMoved(engine, isUdp, step == SocketStep.Received, count, bytes);
            Publish(step, bytes);
        }
    }

    void Publish(SocketStep step, long bytes = 0, int errno = 0, string? note = null)
    {
        if (!SocketEvents.IsEnabled)
        {
            return;
        }

        // Both directions publish at once: the lock keeps one socket's events in the order of their times.
        lock (this)
        {
            var tuple = new FiveTuple(isUdp ? ProtocolType.Udp : ProtocolType.Unspecified, _local, _remote);
            SocketEvents.Publish(new SocketEvent(step, Stopwatch.GetTimestamp(), _id, _descriptor, tuple) { Bytes = bytes, Errno = errno, Note = note });
        }
    }
}
