using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;

namespace Patchbay.Services.Patch;

/// <summary>
/// What we sent to a group and receive again, because we are its member (IP_MULTICAST_LOOP): each message comes back once. It is told by its bytes, for
/// every other member on this machine that has the group's port sends from the same source as we do. Pure; thread-safe.
/// </summary>
/// <param name="source">Where our messages come from, as a member sees it.</param>
sealed class OwnMessages(IPEndPoint source)
{
    // The kernel hands them back at once or not at all: what has not come back behind so many others never will.
    const int Most = 1024;

    readonly List<ulong> _awaited = [];
    readonly Lock _lock = new();

    /// <summary>A message is about to be sent.</summary>
    public void Sent(ReadOnlySequence<byte> message)
    {
        var hash = HashOf(message.IsSingleSegment ? message.FirstSpan : message.ToArray());
        lock (_lock)
        {
            if (_awaited.Count == Most)
            {
                _awaited.RemoveAt(0);
            }

            _awaited.Add(hash);
        }
    }

    /// <summary>True when a received message is one of ours; the next of the same bytes is not, unless we sent two.</summary>
    public bool Take(ReadOnlySpan<byte> message, EndPoint? peer)
    {
        if (peer is not IPEndPoint from || from.Port != source.Port || !IsSame(from.Address, source.Address))
        {
            return false;
        }

        var hash = HashOf(message);
        lock (_lock)
        {
            return _awaited.Remove(hash);
        }
    }

    // Not Equals: the same IPv6 address can be written with its interface and without.
    static bool IsSame(IPAddress a, IPAddress b) => a.GetAddressBytes().AsSpan().SequenceEqual(b.GetAddressBytes());

    static ulong HashOf(ReadOnlySpan<byte> message)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(message, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
