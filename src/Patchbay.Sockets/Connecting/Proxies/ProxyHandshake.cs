namespace Patchbay.Sockets;

/// <summary>The client's side of a proxy's protocol. Pure: octets in, octets out.</summary>
internal abstract class ProxyHandshake
{
    /// <summary>The proxy has connected us: what follows comes from the target.</summary>
    public abstract bool IsDone { get; }

    /// <summary>Why the proxy does not connect us, in words without its name; null so far.</summary>
    public string? Failure { get; private set; }

    /// <summary>What helps.</summary>
    public string Hint { get; private set; } = "";

    /// <summary>What is to be sent next.</summary>
    protected ReadOnlyMemory<byte> Output { private get; set; }

    /// <summary>Octets to send now; empty when it is the proxy's turn.</summary>
    public ReadOnlyMemory<byte> TakeOutput()
    {
        var output = Output;
        Output = default;
        return output;
    }

    /// <summary>Takes octets of the proxy; those that follow its last word are left.</summary>
    /// <param name="input">What has come and was not taken.</param>
    /// <returns>Octets taken; zero when more are needed.</returns>
    public abstract int Read(ReadOnlySpan<byte> input);

    /// <summary>The proxy does not connect us; nothing more is taken.</summary>
    protected int Fail(string failure, string hint)
    {
        (Failure, Hint) = (failure, hint);
        return 0;
    }
}
