using System.Net;

namespace Patchbay.Linux;

/// <summary>IPv4 within IPv6 (RFC 4291 section 2.5.5.2): what a dual-stack socket shows of an IPv4 peer.</summary>
public static class MappedAddress
{
    /// <summary>The IPv4 address that people know, where there is one within; else the address itself.</summary>
    public static IPAddress Unmap(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
