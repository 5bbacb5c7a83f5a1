using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>
/// The protocol-independent requests to join and leave multicast groups (RFC 3678 section 5): struct group_req and struct group_source_req of
/// linux/in.h, MCAST_* options of SOL_IP and SOL_IPV6.
/// </summary>
public static class GroupRequest
{
    const int SOL_IP = 0;
    const int SOL_IPV6 = 41;
    const int MCAST_JOIN_GROUP = 42;
    const int MCAST_LEAVE_GROUP = 45;
    const int MCAST_JOIN_SOURCE_GROUP = 46;
    const int MCAST_LEAVE_SOURCE_GROUP = 47;
    const ushort AF_INET = 2;
    const ushort AF_INET6 = 10;

    // uint32_t interface, padding to 8, struct sockaddr_storage of 128 bytes each.
    const int GroupOffset = 8;
    const int SourceOffset = 136;
    const int PlainLength = 136;
    const int SourceLength = 264;

    /// <summary>The option to set with <see cref="Write"/>'s bytes.</summary>
    /// <param name="group">The group; its family decides the level.</param>
    /// <param name="hasSource">Source-specific.</param>
    /// <param name="joins">Join, else leave.</param>
    public static (int Level, int Name) Option(IPAddress group, bool hasSource, bool joins)
    {
        ArgumentNullException.ThrowIfNull(group);
        var name = (joins, hasSource) switch
        {
            (true, false) => MCAST_JOIN_GROUP,
            (false, false) => MCAST_LEAVE_GROUP,
            (true, true) => MCAST_JOIN_SOURCE_GROUP,
            (false, true) => MCAST_LEAVE_SOURCE_GROUP,
        };
        return (group.AddressFamily == AddressFamily.InterNetworkV6 ? SOL_IPV6 : SOL_IP, name);
    }

    /// <summary>The request.</summary>
    /// <param name="group">The group.</param>
    /// <param name="interfaceIndex">0 lets the kernel choose by its routes.</param>
    /// <param name="source">The only sender wanted, or null.</param>
    public static byte[] Write(IPAddress group, int interfaceIndex, IPAddress? source)
    {
        ArgumentNullException.ThrowIfNull(group);
        var request = new byte[source is null ? PlainLength : SourceLength];
        MemoryMarshal.Write(request, interfaceIndex);
        WriteAddress(request.AsSpan(GroupOffset), group);
        if (source is not null)
        {
            WriteAddress(request.AsSpan(SourceOffset), source);
        }

        return request;
    }

    static void WriteAddress(Span<byte> storage, IPAddress address)
    {
        var isV6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        BinaryPrimitives.WriteUInt16LittleEndian(storage, isV6 ? AF_INET6 : AF_INET);
        address.TryWriteBytes(storage[(isV6 ? 8 : 4)..], out _);
    }
}
