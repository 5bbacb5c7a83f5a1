namespace Patchbay.Sockets;

/// <summary>The client's side of a proxy's protocol. Pure: octets in, octets out.</summary>
internal interface IProxyHandshake
{
    /// <summary>Octets to send now; empty when it is the proxy's turn.</summary>
    ReadOnlyMemory<byte> TakeOutput();

    /// <summary>The proxy has connected us: what follows comes from the target.</summary>
    bool IsDone { get; }

    /// <summary>Why the proxy does not connect us, in words without its name; null so far.</summary>
    string? Failure { get; }

    /// <summary>What helps.</summary>
    string Hint { get; }

    /// <summary>Takes octets of the proxy; those that follow its last word are left.</summary>
    /// <param name="input">What has come and was not taken.</param>
    /// <returns>Octets taken; zero when more are needed.</returns>
    int Read(ReadOnlySpan<byte> input);
}
