namespace Patchbay.Sockets;

/// <summary>One option of a header. A view of the bytes it was read from.</summary>
public readonly ref struct HeaderOption
{
    internal HeaderOption(byte kind, ReadOnlySpan<byte> data)
    {
        Kind = kind;
        Data = data;
    }

    /// <summary>The option's number in its protocol.</summary>
    public byte Kind { get; }

    /// <summary>What follows kind and length.</summary>
    public ReadOnlySpan<byte> Data { get; }
}
