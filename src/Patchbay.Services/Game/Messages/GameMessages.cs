using System.Text;
using Patchbay.Services.Game.Simulation;
using Patchbay.Services.Game.Transport;

namespace Patchbay.Services.Game.Messages;

/// <summary>Bounds and small parts of the game's messages.</summary>
static class GameMessages
{
    /// <summary>Of the token by which a player comes back.</summary>
    public const int TokenLength = 16;

    /// <summary>Of a name, in characters; twice as many bytes.</summary>
    public const int MaxName = 16;

    /// <summary>Of a chat line, in bytes.</summary>
    public const int MaxChat = 240;

    /// <summary>Inputs that travel again with each packet: so many packets in a row may be lost.</summary>
    public const int InputsAPacket = 8;

    /// <summary>Head of a snapshot: kind, tick, age of the base, hash.</summary>
    public const int SnapshotHead = 10;

    /// <summary>Of no player: the server itself speaks.</summary>
    public const byte NoSlot = 255;

    /// <summary>A text with its length in a byte.</summary>
    public static void Text(ref DatagramWriter writer, string text, int most)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = Math.Min(bytes.Length, most);
        // Not in the middle of a character.
        while (length < bytes.Length && length > 0 && (bytes[length] & 0xC0) == 0x80)
        {
            length--;
        }

        writer.Byte((byte)length);
        writer.Bytes(bytes.AsSpan(0, length));
    }

    /// <summary>Reads it, cleaned for a terminal.</summary>
    public static string Text(ref DatagramReader reader, int most)
    {
        var length = reader.Byte();
        return length > most ? Fail(ref reader) : SafeText.Decode(reader.Bytes(length));
    }

    /// <summary>A name that can be shown: trimmed, cut, never empty.</summary>
    public static string Name(string text)
    {
        var name = SafeText.Clean(text).Trim();
        return name.Length == 0 ? "nobody" : name.Length > MaxName ? name[..MaxName].TrimEnd() : name;
    }

    public static void Place(ref DatagramWriter writer, CavePlace place)
    {
        writer.Byte(place.X);
        writer.Byte(place.Y);
    }

    public static CavePlace Place(ref DatagramReader reader) => new(reader.Byte(), reader.Byte());

    static string Fail(ref DatagramReader reader)
    {
        reader.Bytes(int.MaxValue);
        return "";
    }
}
