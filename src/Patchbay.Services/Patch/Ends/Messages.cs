using System.Buffers;
using System.Net;
using Patchbay.Sockets;

namespace Patchbay.Services.Patch;

/// <summary>Pieces of a relay as datagrams.</summary>
static class Messages
{
    /// <summary>Adds a message to a batch that has room.</summary>
    /// <exception cref="IOException">No datagram is as long.</exception>
    public static void Add(DatagramBatch batch, ReadOnlySequence<byte> bytes, EndPoint? peer)
    {
        if (bytes.Length > batch.MaxDatagramSize)
        {
            throw new IOException($"A message of {bytes.Length} bytes is no datagram: the longest has {batch.MaxDatagramSize}.");
        }

        _ = batch.TryAdd(bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray(), peer);
    }
}
