using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Patchbay;

/// <summary>JSON from a peer, for eyes and for pipes. Control characters stay escaped: a terminal must not obey what a peer sends. Pure.</summary>
static class CallOutput
{
    /// <summary>On one line, without blanks; numbers as the peer wrote them.</summary>
    public static byte[] Compact(JsonElement json) => Write(json, indented: false);

    /// <summary>For a terminal or a pipe.</summary>
    public static string Text(JsonElement json, bool isTerminal) => Encoding.UTF8.GetString(Write(json, isTerminal));

    static byte[] Write(JsonElement json, bool indented)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteTo(writer);
        }

        return text.ToArray();
    }
}
