using System.Runtime.InteropServices;
using Patchbay.Linux;
using Patchbay.Linux.IoUring;

namespace Patchbay.Sockets;

/// <summary>Receives many datagrams by one recvmmsg(2) into a batch. One call at a time.</summary>
internal sealed unsafe class DatagramReceiver
{
    const int MostMessages = DatagramBatch.MostRuns;

    readonly DatagramHeader[] _headers = GC.AllocateArray<DatagramHeader>(MostMessages, pinned: true);
    readonly IoVector[] _vectors = GC.AllocateArray<IoVector>(MostMessages, pinned: true);
    readonly byte[] _names = GC.AllocateUninitializedArray<byte>(MostMessages * SocketAddressBytes.MostBytes, pinned: true);
    readonly byte[] _controls = GC.AllocateUninitializedArray<byte>(MostMessages * DatagramControl.MostBytes, pinned: true);
    readonly bool _isConnected, _takesRuns;
    readonly IFaultInjector? _faults;
    readonly LeftDatagrams _left = new();

    /// <summary>Datagrams of the longest run seen in the last receive: how many messages a batch has room for.</summary>
    int _runLength = 1;

    /// <param name="isConnected">Every datagram is the one peer's: names are not asked for.</param>
    /// <param name="takesRuns">UDP_GRO is on: each message may be a run of datagrams.</param>
    /// <param name="faults">The fault seam, or null.</param>
    public DatagramReceiver(bool isConnected, bool takesRuns, IFaultInjector? faults)
    {
        _isConnected = isConnected;
        _takesRuns = takesRuns;
        _faults = faults;
        for (var i = 0; i < MostMessages; i++)
        {
            ref var message = ref _headers[i].Message;
            message.Name = isConnected ? null : Address(_names) + (i * SocketAddressBytes.MostBytes);
            message.Vectors = (IoVector*)Address(_vectors) + i;
            message.Count = 1;
            message.Control = Address(_controls) + (i * DatagramControl.MostBytes);
            Reset(ref message);
        }
    }

    /// <summary>Something of an earlier receive did not fit into its batch and is here still.</summary>
    public bool HasLeft => !_left.IsEmpty;

    /// <summary>Takes what is there into an empty batch: how many datagrams, or minus the errno.</summary>
    public int Receive(int descriptor, DatagramBatch batch)
    {
        if (!_left.IsEmpty)
        {
            _left.MoveTo(batch);
            return batch.Count;
        }

        return _takesRuns ? ReceiveRuns(descriptor, batch) : ReceivePlain(descriptor, batch);
    }

    int ReceivePlain(int descriptor, DatagramBatch batch)
    {
        while (true)
        {
            var asked = Math.Min(MostMessages, batch.Capacity - batch.Count);
            for (var i = 0; i < asked; i++)
            {
                Aim(i, (byte*)Unsafe(batch.Room(batch.Count + i)), batch.MaxDatagramSize);
            }

            var received = Call(descriptor, ref asked);
            for (var i = 0; i < received; i++)
            {
                ref var header = ref _headers[i];
                Name(in header.Message, i).CopyTo(batch.PeerRoom(batch.Count));
                var length = (int)header.Length;
                batch.Take(Math.Min(length, batch.MaxDatagramSize), length, length > batch.MaxDatagramSize, NameLength(in header.Message));
                if (header.Message.ControlLength != 0)
                {
                    TakeArrival(batch, ReadControl(in header.Message));
                }

                Reset(ref header.Message);
            }

            if (received < asked || batch.Count == batch.Capacity)
            {
                return batch.Count > 0 ? batch.Count : received;
            }
        }
    }

    int ReceiveRuns(int descriptor, DatagramBatch batch)
    {
        // What does not fit into the batch would have to be kept and copied.
        var asked = Math.Clamp(batch.Capacity / _runLength, 1, MostMessages);
        for (var i = 0; i < asked; i++)
        {
            Aim(i, batch.Run(i), DatagramBatch.RunRoom);
        }

        var received = Call(descriptor, ref asked);
        if (received > 0)
        {
            _runLength = 1;
        }

        for (var i = 0; i < received; i++)
        {
            ref var header = ref _headers[i];
            if (header.Message.ControlLength == 0 && batch.Count < batch.Capacity)
            {
                batch.TakeFromRun(i, 0, (int)header.Length, Name(in header.Message, i));
            }
            else
            {
                Split(batch, i, (int)header.Length, ReadControl(in header.Message));
            }

            Reset(ref header.Message);
        }

        return received > 0 ? batch.Count : received;
    }

    void Split(DatagramBatch batch, int run, int length, DatagramControl control)
    {
        var size = control.SegmentSize > 0 ? control.SegmentSize : Math.Max(length, 1);
        var name = Name(in _headers[run].Message, run);
        var count = 0;
        for (var at = 0; at < length || count == 0; at += size, count++)
        {
            var part = Math.Min(size, length - at);
            if (batch.Count < batch.Capacity)
            {
                batch.TakeFromRun(run, at, part, name);
                TakeArrival(batch, control);
            }
            else
            {
                _left.Add(new ReadOnlySpan<byte>(batch.Run(run) + at, part), batch.MaxDatagramSize, name, control);
            }
        }

        _runLength = Math.Max(_runLength, count);
    }

    static void TakeArrival(DatagramBatch batch, in DatagramControl control)
    {
        if (control.Destination.Length > 0)
        {
            batch.TakeArrival(control.Destination, control.InterfaceIndex, control.IsForUs);
        }
    }

    int Call(int descriptor, ref int asked)
    {
        if (_faults is { } faults)
        {
            if (faults.Errno(FaultPoint.Receive) is var errno and not 0)
            {
                return -errno;
            }

            asked = faults.Limit(FaultPoint.Receive, asked);
        }

        return DatagramCalls.Receive(descriptor, (DatagramHeader*)Address(_headers), asked);
    }

    void Aim(int index, byte* room, int length)
    {
        ref var vector = ref _vectors[index];
        vector.Base = room;
        vector.Length = (nuint)length;
    }

    void Reset(ref MessageHeader message)
    {
        message.NameLength = _isConnected ? 0u : SocketAddressBytes.MostBytes;
        message.ControlLength = DatagramControl.MostBytes;
    }

    int NameLength(in MessageHeader message) => _isConnected ? 0 : (int)message.NameLength;

    ReadOnlySpan<byte> Name(in MessageHeader message, int index) => _names.AsSpan(index * SocketAddressBytes.MostBytes, NameLength(in message));

    static DatagramControl ReadControl(in MessageHeader message) => DatagramControl.Read(new ReadOnlySpan<byte>(message.Control, (int)message.ControlLength));

    static void* Unsafe(Memory<byte> pinned) => System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(pinned.Span));

    static byte* Address(Array pinned) => (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
}
