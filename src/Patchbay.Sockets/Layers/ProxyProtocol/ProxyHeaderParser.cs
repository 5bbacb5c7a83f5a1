namespace Patchbay.Sockets;

/// <summary>Reads headers of the PROXY protocol. Pure: bytes in, header out.</summary>
internal static class ProxyHeaderParser
{
    /// <summary>The most bytes it ever needs to see.</summary>
    public const int MaxLength = ProxyHeaderV2.MaxLength;

    /// <summary>Looks at what came so far. An error is found with the first byte that no allowed header has at its place.</summary>
    /// <param name="bytes">Everything from the first byte on.</param>
    /// <param name="allowed">What may come.</param>
    public static ProxyHeaderResult Parse(ReadOnlySpan<byte> bytes, ProxyProtocolVersions allowed)
    {
        if (bytes.IsEmpty)
        {
            return ProxyHeaderResult.NeedsMore;
        }

        if (Begins(bytes, ProxyHeaderV2.Signature))
        {
            return allowed.HasFlag(ProxyProtocolVersions.V2) ? ProxyHeaderV2.Parse(bytes) : ProxyHeaderResult.Wrong("is of version 2, and this address takes version 1");
        }

        if (Begins(bytes, ProxyHeaderV1.Signature))
        {
            return allowed.HasFlag(ProxyProtocolVersions.V1) ? ProxyHeaderV1.Parse(bytes) : ProxyHeaderResult.Wrong("is of version 1, and this address takes version 2");
        }

        return ProxyHeaderResult.Wrong($"is missing: the connection begins with {FirstBytes.Show(bytes)}");
    }

    /// <summary>As far as there are bytes, they are those of the signature.</summary>
    static bool Begins(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature) =>
        bytes.Length < signature.Length ? signature.StartsWith(bytes) : bytes.StartsWith(signature);
}
