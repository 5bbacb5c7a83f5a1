using Patchbay.Linux;

namespace Patchbay.Sockets;

/// <summary>Datagrams of a run that did not fit into the batch it was received into: kept in order for the next one. Bounded by one receive's runs.</summary>
internal sealed class LeftDatagrams
{
    readonly Queue<Left> _queue = new();

    public bool IsEmpty => _queue.Count == 0;

    public void Add(ReadOnlySpan<byte> bytes, int most, ReadOnlySpan<byte> peer, in DatagramControl control) =>
        _queue.Enqueue(new Left(bytes[..Math.Min(bytes.Length, most)].ToArray(), bytes.Length, peer.ToArray(), control));

    /// <summary>As many as it takes.</summary>
    public void MoveTo(DatagramBatch batch)
    {
        while (batch.Count < batch.Capacity && _queue.TryDequeue(out var left))
        {
            var length = Math.Min(left.Bytes.Length, batch.MaxDatagramSize);
            left.Bytes.AsSpan(0, length).CopyTo(batch.Room(batch.Count).Span);
            left.Peer.CopyTo(batch.PeerRoom(batch.Count));
            batch.Take(length, left.TrueLength, left.TrueLength > length, left.Peer.Length);
            if (left.Control.Destination.Length > 0)
            {
                batch.TakeArrival(left.Control.Destination, left.Control.InterfaceIndex, left.Control.IsForUs);
            }
        }
    }

    readonly record struct Left(byte[] Bytes, int TrueLength, byte[] Peer, DatagramControl Control);
}
