namespace Patchbay.Linux;

/// <summary>One message of a socket's control data (cmsg(3)).</summary>
public readonly ref struct ControlMessage
{
    internal ControlMessage(int level, int type, ReadOnlySpan<byte> data)
    {
        Level = level;
        Type = type;
        Data = data;
    }

    /// <summary>The protocol it comes from: SOL_SOCKET, IPPROTO_IP, SOL_PACKET.</summary>
    public int Level { get; }

    /// <summary>Its meaning within the level.</summary>
    public int Type { get; }

    /// <summary>Its bytes, in the machine's byte order.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>It is this message, and has at least that many bytes.</summary>
    public bool Is(int level, int type, int size) => Level == level && Type == type && Data.Length >= size;
}
