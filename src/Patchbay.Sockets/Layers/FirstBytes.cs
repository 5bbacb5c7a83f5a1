using System.Text;

namespace Patchbay.Sockets;

/// <summary>What a peer sent in place of what was awaited, for messages.</summary>
internal static class FirstBytes
{
    const int MostText = 24;
    const int MostBytes = 8;

    /// <summary>The first line in quotes, as far as it is text; else the bytes in hexadecimal.</summary>
    /// <param name="bytes">At least one.</param>
    public static string Show(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
        var line = end < 0 ? bytes : bytes[..end];
        var shown = line[..Math.Min(line.Length, MostText)];
        return !shown.IsEmpty && shown.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0
            ? $"\"{Encoding.ASCII.GetString(shown)}{(shown.Length < line.Length ? "…" : "")}\""
            : $"the bytes {Convert.ToHexStringLower(bytes[..Math.Min(bytes.Length, MostBytes)])}{(bytes.Length > MostBytes ? "…" : "")}";
    }
}
