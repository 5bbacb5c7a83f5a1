using System.Runtime.CompilerServices;

namespace Patchbay.Linux;

/// <summary>Room for the bytes of an IPv4 or IPv6 address.</summary>
[InlineArray(16)]
public struct AddressBytes
{
    byte _first;
}
