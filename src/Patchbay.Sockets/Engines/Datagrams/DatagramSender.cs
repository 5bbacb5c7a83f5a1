using System.Runtime.InteropServices;
using Patchbay.Linux;
using Patchbay.Linux.IoUring;

namespace Patchbay.Sockets;

/// <summary>
/// Sends many datagrams of a batch by one sendmmsg(2). Neighbours of one length to one peer leave as one message that the kernel cuts (UDP_SEGMENT).
/// One call at a time.
/// </summary>
internal sealed unsafe class DatagramSender
{
    const int MostDatagrams = 64;

    // udp.h: UDP_MAX_SEGMENTS was 64 before Linux 6.9.
    const int MostSegments = 64;

    const int MostControl = DatagramControl.SourceBytes + DatagramControl.SegmentBytes;

    readonly DatagramHeader[] _headers = GC.AllocateArray<DatagramHeader>(MostDatagrams, pinned: true);
    readonly IoVector[] _vectors = GC.AllocateArray<IoVector>(MostDatagrams, pinned: true);
    readonly byte[] _controls = GC.AllocateArray<byte>(MostDatagrams * MostControl, pinned: true);
    readonly int[] _counts = new int[MostDatagrams];
    readonly bool _isConnected, _isV6;
    readonly IFaultInjector? _faults;

    /// <summary>The longest datagram that may be one of a run. The kernel refuses longer ones than the way's MTU, and some ways altogether.</summary>
    int _longestSegment;

    /// <param name="isConnected">Peers in batches are ignored.</param>
    /// <param name="isV6">The socket takes IPv6 addresses only.</param>
    /// <param name="makesRuns">UDP with offload.</param>
    /// <param name="faults">The fault seam, or null.</param>
    public DatagramSender(bool isConnected, bool isV6, bool makesRuns, IFaultInjector? faults)
    {
        _isConnected = isConnected;
        _isV6 = isV6;
        _longestSegment = makesRuns ? ushort.MaxValue : 0;
        _faults = faults;
    }

    /// <summary>Sends from <paramref name="first"/> on: how many datagrams the kernel took, or minus the errno of the first.</summary>
    public int Send(int descriptor, DatagramBatch batch, int first)
    {
        var most = Math.Min(MostDatagrams, batch.Count - first);
        if (_faults is { } faults)
        {
            if (faults.Errno(FaultPoint.Send) is var errno and not 0)
            {
                return -errno;
            }

            most = faults.Limit(FaultPoint.Send, most);
        }

        while (true)
        {
            var messages = Fill(batch, first, first + most);
            var sent = DatagramCalls.Send(descriptor, (DatagramHeader*)Marshal.UnsafeAddrOfPinnedArrayElement(_headers, 0), messages);
            GC.KeepAlive(batch);
            if (_counts[0] > 1 && sent is -Errno.EIO or -Errno.EINVAL or -Errno.EMSGSIZE)
            {
                // Not as a run: the interface cannot (EIO), or the datagrams are longer than its MTU (EINVAL, since Linux 6.10 EMSGSIZE). If they cannot go
                // out one by one either, the next call says why.
                _ = batch.Pointer(first, out var length);
                _longestSegment = sent == -Errno.EIO ? 0 : length - 1;
                continue;
            }

            return sent <= 0 ? sent : Sum(sent);
        }
    }

    int Fill(DatagramBatch batch, int first, int end)
    {
        var vectors = (IoVector*)Marshal.UnsafeAddrOfPinnedArrayElement(_vectors, 0);
        var controls = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_controls, 0);
        var messages = 0;
        for (var i = first; i < end; messages++)
        {
            var count = RunFrom(batch, i, end);
            ref var message = ref _headers[messages].Message;
            message = default;
            if (!_isConnected)
            {
                message.Name = batch.PeerPointer(i, _isV6, out var nameLength);
                message.NameLength = (uint)nameLength;
            }

            message.Vectors = vectors;
            message.Count = (nuint)FillVectors(batch, i, count, vectors);
            vectors += (int)message.Count;
            var controlled = WriteControl(batch, i, count, new Span<byte>(controls, MostControl));
            if (controlled > 0)
            {
                message.Control = controls;
                message.ControlLength = (nuint)controlled;
                controls += controlled;
            }

            _counts[messages] = count;
            i += count;
        }

        return messages;
    }

    int WriteControl(DatagramBatch batch, int first, int count, Span<byte> control)
    {
        var written = 0;
        if (!_isConnected && batch.SourceBytes(first) is { IsEmpty: false } source)
        {
            written = DatagramControl.WriteSource(control, source);
        }

        if (count > 1)
        {
            _ = batch.Pointer(first, out var size);
            DatagramControl.WriteSegmentSize(control[written..], (ushort)size);
            written += DatagramControl.SegmentBytes;
        }

        return written;
    }

    static int FillVectors(DatagramBatch batch, int first, int count, IoVector* vectors)
    {
        byte* end = null;
        var filled = 0;
        for (var i = first; i < first + count; i++)
        {
            var bytes = batch.Pointer(i, out var length);
            if (filled > 0 && bytes == end)
            {
                // The pieces of a received run lie one behind the other.
                vectors[filled - 1].Length += (nuint)length;
            }
            else
            {
                vectors[filled++] = new IoVector { Base = bytes, Length = (nuint)length };
            }

            end = bytes + length;
        }

        return filled;
    }

    /// <summary>How many datagrams from this one on can leave as one run: of one length, the last perhaps shorter, and to one peer.</summary>
    int RunFrom(DatagramBatch batch, int first, int end)
    {
        _ = batch.Pointer(first, out var size);
        if (size == 0 || size > _longestSegment)
        {
            return 1;
        }

        var total = size;
        var count = 1;
        for (var i = first + 1; i < end && count < MostSegments; i++)
        {
            _ = batch.Pointer(i, out var length);
            total += length;
            if (length == 0 || length > size || total > DatagramSocket.MaxPayload || !(_isConnected || HaveOnePeer(batch, first, i)))
            {
                break;
            }

            count++;
            if (length < size)
            {
                break;
            }
        }

        return count;
    }

    bool HaveOnePeer(DatagramBatch batch, int first, int second)
    {
        var one = batch.PeerPointer(first, _isV6, out var length);
        var other = batch.PeerPointer(second, _isV6, out var otherLength);
        return new ReadOnlySpan<byte>(one, length).SequenceEqual(new ReadOnlySpan<byte>(other, otherLength)) && batch.SourceBytes(first).SequenceEqual(batch.SourceBytes(second));
    }

    int Sum(int messages)
    {
        var sum = 0;
        for (var i = 0; i < messages; i++)
        {
            sum += _counts[i];
        }

        return sum;
    }
}
