using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets;

/// <summary>The interface that a packet socket is bound to.</summary>
/// <param name="interfaceName">As <c>eth0</c>.</param>
/// <param name="interfaceIndex">Its number.</param>
public sealed class PacketEndPoint(string interfaceName, int interfaceIndex) : EndPoint
{
    /// <summary>As <c>eth0</c>.</summary>
    public string InterfaceName { get; } = interfaceName;

    /// <summary>Its number.</summary>
    public int InterfaceIndex { get; } = interfaceIndex;

    /// <inheritdoc/>
    public override AddressFamily AddressFamily => AddressFamily.Packet;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PacketEndPoint other && other.InterfaceIndex == InterfaceIndex && other.InterfaceName == InterfaceName;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(InterfaceIndex, InterfaceName);

    /// <summary><c>packet:eth0</c>.</summary>
    public override string ToString() => $"packet:{InterfaceName}";
}
