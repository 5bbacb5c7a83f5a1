using System.Globalization;
using System.Text;

namespace Patchbay.Services.Files;

/// <summary>The text of replies (RFC 959 section 4.2). Pure. Whatever a text holds, a reply stays one reply: control characters become question marks.</summary>
static class FtpReply
{
    /// <summary>One line: <c>226 Transfer complete.</c></summary>
    public static string Line(int code, string text) => string.Create(CultureInfo.InvariantCulture, $"{code} {Printable(text)}\r\n");

    /// <summary>Several lines. The inner ones are indented by a space, so that none begins with digits.</summary>
    public static string Lines(int code, string first, IEnumerable<string> inner, string last)
    {
        var reply = new StringBuilder();
        reply.Append(CultureInfo.InvariantCulture, $"{code}-{Printable(first)}\r\n");
        foreach (var line in inner)
        {
            reply.Append(' ').Append(Printable(line)).Append("\r\n");
        }

        return reply.Append(Line(code, last)).ToString();
    }

    /// <summary>A path in double quotes, with those inside doubled (RFC 959, appendix II).</summary>
    public static string Quote(string path) => $"\"{path.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A text that stays on its line.</summary>
    public static string Printable(string text) => text.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0 && !text.Contains('\x7f', StringComparison.Ordinal)
        ? text : string.Concat(text.Select(static c => c is < ' ' or '\x7f' ? '?' : c));
}
