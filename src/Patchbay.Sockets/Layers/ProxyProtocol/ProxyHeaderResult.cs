namespace Patchbay.Sockets;

/// <summary>What a look at the first bytes found: a header, an error, or neither: more bytes are needed.</summary>
/// <param name="Header">The header, or null.</param>
/// <param name="Length">Bytes that the header takes.</param>
/// <param name="Error">What is wrong, to stand after "the PROXY header"; or null.</param>
internal readonly record struct ProxyHeaderResult(ProxyProtocolHeader? Header, int Length, string? Error)
{
    public static ProxyHeaderResult NeedsMore => default;

    public static ProxyHeaderResult Wrong(string error) => new(null, 0, error);
}
