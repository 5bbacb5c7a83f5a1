using System.Buffers.Binary;
using System.Text;

namespace Patchbay.Sockets.Tests.Layers;

/// <summary>Frames as octets, good and bad ones, and what a reader makes of octets.</summary>
internal static class WebSocketWire
{
    public const uint Key = 0x37FA213D;

    /// <summary>A frame as a client sends it, of any first octet.</summary>
    public static byte[] Masked(int firstOctet, ReadOnlySpan<byte> payload, uint key = Key) => Frame(firstOctet, payload, key);

    /// <summary>A frame as a server sends it, of any first octet.</summary>
    public static byte[] Plain(int firstOctet, ReadOnlySpan<byte> payload) => Frame(firstOctet, payload, null);

    public static byte[] Close(int code, string reason = "") => [(byte)(code >> 8), (byte)code, .. Encoding.UTF8.GetBytes(reason)];

    /// <summary>Feeds octets in pieces of these lengths (the last one again and again) and writes down what is seen.</summary>
    public static string Read(byte[] octets, bool fromClient = false, bool halfClose = false, long maxMessage = long.MaxValue, params int[] cuts)
    {
        var reader = new WebSocketFrameReader(fromClient, halfClose, maxMessage);
        var seen = new StringBuilder();
        var data = new List<byte>();
        var at = 0;
        for (var cut = 0; at < octets.Length; cut++)
        {
            var length = cuts.Length == 0 ? octets.Length : Math.Max(1, cuts[Math.Min(cut, cuts.Length - 1)]);
            ReadOnlySpan<byte> piece = octets.AsSpan(at, Math.Min(length, octets.Length - at));
            at += piece.Length;
            if (!Feed(reader, piece, data, seen))
            {
                break;
            }
        }

        return seen.Append(data.Count > 0 ? $"[{Text(data)}" : "").ToString();
    }

    static bool Feed(WebSocketFrameReader reader, ReadOnlySpan<byte> piece, List<byte> data, StringBuilder seen)
    {
        Span<byte> room = stackalloc byte[7];
        while (true)
        {
            var kind = reader.Read(piece, room, out var consumed, out var written);
            piece = piece[consumed..];
            data.AddRange(room[..written]);
            switch (kind)
            {
                case WebSocketEventKind.NeedMore:
                    Assert.True(piece.IsEmpty);
                    return true;
                case WebSocketEventKind.Data:
                    Assert.True(written > 0);
                    break;
                case WebSocketEventKind.MessageEnd:
                    seen.Append('[').Append(Text(data)).Append("] ");
                    data.Clear();
                    break;
                case WebSocketEventKind.Ping or WebSocketEventKind.Pong:
                    seen.Append(kind == WebSocketEventKind.Ping ? "ping(" : "pong(").Append(Text([.. reader.Control])).Append(") ");
                    break;
                case WebSocketEventKind.Finish:
                    seen.Append("finish ");
                    break;
                case WebSocketEventKind.Close:
                    seen.Append($"close {reader.CloseCode} {reader.CloseReason}");
                    return false;
                default:
                    // What came before the fault in the same piece depends on the cuts.
                    data.Clear();
                    seen.Append($"failed {reader.CloseCode}: {reader.Failure}");
                    return false;
            }
        }
    }

    static string Text(List<byte> data) => data.Count > 40 ? $"{data.Count} bytes" : Encoding.UTF8.GetString([.. data]);

    static byte[] Frame(int firstOctet, ReadOnlySpan<byte> payload, uint? key)
    {
        Span<byte> head = stackalloc byte[WebSocketFrameHeader.MaxSize];
        var size = new WebSocketFrameHeader(default, false, payload.Length, key).Write(head);
        head[0] = (byte)firstOctet;
        var frame = new byte[size + payload.Length];
        head[..size].CopyTo(frame);

        // Bit by bit as section 5.3 says it, and not with the code under test.
        Span<byte> mask = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(mask, key ?? 0);
        for (var i = 0; i < payload.Length; i++)
        {
            frame[size + i] = (byte)(payload[i] ^ mask[i % 4]);
        }

        return frame;
    }
}
