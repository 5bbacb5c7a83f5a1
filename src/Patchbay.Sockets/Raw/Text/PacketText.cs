using System.Text;

namespace Patchbay.Sockets;

/// <summary>A packet in words, for people. Printable ASCII and line ends only, whatever the packet holds; bounded in length. Pure; thread-safe.</summary>
public static class PacketText
{
    /// <summary>A line a layer, the outermost first, without a line end at the end. What is wrong with a layer is said in its line.</summary>
    /// <param name="frame">A frame, or a packet from its IP header on.</param>
    /// <param name="link">Which of both.</param>
    public static string Describe(ReadOnlySpan<byte> frame, LinkKind link)
    {
        var writer = new PacketWriter(new StringBuilder(), depth: 0);
        writer.Write(Packet.Decode(frame, link));
        return writer.ToString();
    }

    /// <summary>One line: from whom, to whom and what the innermost header says.</summary>
    /// <param name="frame">A frame, or a packet from its IP header on.</param>
    /// <param name="link">Which of both.</param>
    public static string Summarize(ReadOnlySpan<byte> frame, LinkKind link)
    {
        var text = new StringBuilder();
        PacketSummary.Write(text, Packet.Decode(frame, link));
        return text.ToString();
    }
}
