using System.Runtime.InteropServices;
using Patchbay.Linux;
using Patchbay.Linux.IoUring;
using Patchbay.Linux.Packets;

namespace Patchbay.Probing;

/// <summary>Takes the answers of one family: a packet socket behind a filter that the kernel runs, emptied in batches by recvmmsg(2). Not thread-safe.</summary>
internal sealed unsafe class SynReceiver : IDisposable
{
    const int Batch = 64;
    const int ETH_P_IP = 0x0800, ETH_P_IPV6 = 0x86DD;

    // What the filter lets through of a packet.
    const int PacketRoom = 160;

    // Doubled by the kernel, which counts about a kilobyte for each packet.
    const int BufferSize = 32 << 20;

    readonly byte* _memory;
    readonly DatagramHeader* _headers;
    readonly byte* _packets;

    SynReceiver(int descriptor)
    {
        Descriptor = descriptor;
        _memory = (byte*)NativeMemory.AllocZeroed((nuint)(Batch * (sizeof(DatagramHeader) + sizeof(IoVector) + PacketRoom)));
        _headers = (DatagramHeader*)_memory;
        var pieces = (IoVector*)(_headers + Batch);
        _packets = (byte*)(pieces + Batch);
        for (var i = 0; i < Batch; i++)
        {
            pieces[i] = new IoVector { Base = _packets + (i * PacketRoom), Length = PacketRoom };
            _headers[i].Message = new MessageHeader { Vectors = pieces + i, Count = 1 };
        }
    }

    /// <summary>The socket.</summary>
    public int Descriptor { get; }

    /// <summary>Opens the socket; answers are kept from here on.</summary>
    /// <returns>Null when it cannot be opened; why is in <paramref name="error"/>, as minus the errno.</returns>
    public static SynReceiver? TryOpen(bool isV6, ushort firstPort, out int error)
    {
        error = RawCalls.OpenIncoming(isV6 ? (ushort)ETH_P_IPV6 : (ushort)ETH_P_IP, ClassicFilter.ForAnswers(isV6, firstPort, SourcePorts.Count), BufferSize);
        return error < 0 ? null : new SynReceiver(error);
    }

    /// <summary>Takes what is there, up to a batch.</summary>
    /// <returns>How many packets.</returns>
    public int Receive() => Math.Max(0, DatagramCalls.ReceivePackets(Descriptor, _headers, Batch));

    /// <summary>One packet of the last batch, from its IP header on.</summary>
    public ReadOnlySpan<byte> Packet(int index) => new(_packets + (index * PacketRoom), (int)Math.Min(_headers[index].Length, PacketRoom));

    /// <summary>Packets lost since this was asked last.</summary>
    public int TakeDrops() => RawCalls.TakeDrops(Descriptor);

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = SocketCalls.Close(Descriptor);
        NativeMemory.Free(_memory);
    }
}
