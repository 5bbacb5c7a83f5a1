namespace Patchbay.Sockets;

/// <summary>One type-length-value of a PROXY header of version 2 (proxy-protocol.txt section 2.2).</summary>
/// <param name="Type">0x01 ALPN, 0x02 authority, 0x05 unique id, 0x20 TLS, 0x30 network namespace, 0xE0 to 0xEF the application's own.</param>
/// <param name="Value">Its bytes, at most 65535.</param>
public sealed record ProxyProtocolTlv(byte Type, ReadOnlyMemory<byte> Value);
