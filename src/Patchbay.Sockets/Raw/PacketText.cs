namespace Patchbay.Sockets;

/// <summary>A packet in words, for people.</summary>
public static class PacketText
{
    /// <summary>A line a layer.</summary>
    public static string Describe(ReadOnlySpan<byte> frame, LinkKind link) => $"{frame.Length} bytes, {link}";
}
