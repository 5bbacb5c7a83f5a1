using System.Net;

namespace Patchbay.Services.Transfer;

/// <summary>IPv4 addresses as they are shown on sockets of both families.</summary>
internal static class MappedAddressExtensions
{
    /// <summary>The IPv4 address that an IPv6 one stands for, or itself.</summary>
    public static IPAddress MapToIPv4OrSelf(this IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
