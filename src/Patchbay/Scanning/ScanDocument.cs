using System.Buffers;
using System.Text.Json;

namespace Patchbay;

/// <summary>Documents and lines in the frame of <see cref="JsonEnvelope{T}"/>, written member by member.</summary>
static class ScanDocument
{
    /// <summary>Appends a document and an end of line.</summary>
    public static void Append(IBufferWriter<byte> output, string name, Action<Utf8JsonWriter> members)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteNumber("v", 1);
            json.WriteString("event", name);
            json.WriteStartObject("data");
            members(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <summary>Writes a document.</summary>
    public static void Write(Stream output, string name, Action<Utf8JsonWriter> members)
    {
        var bytes = new ArrayBufferWriter<byte>();
        Append(bytes, name, members);
        output.Write(bytes.WrittenSpan);
        output.Flush();
    }
}
