using System.Buffers;
using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Patchbay.Services.Rpc;

/// <summary>Writes JSON-RPC 2.0 messages, without blanks and never with a newline inside. Pure; safe from any thread, one buffer from one at a time.</summary>
static class RpcMessageWriter
{
    // Text in other scripts stays readable; nothing of ours goes into HTML.
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    static Utf8JsonWriter? _writer;

    /// <summary>An answer with a result.</summary>
    public static void WriteResult<T>(IBufferWriter<byte> output, ReadOnlySpan<byte> id, T result, JsonTypeInfo<T> type)
    {
        output.Write("{\"jsonrpc\":\"2.0\",\"result\":"u8);
        WriteValue(output, result, type);
        WriteEnd(output, id);
    }

    /// <summary>An answer with an error.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="id">As it was written; empty is null: none could be told.</param>
    /// <param name="code">The code.</param>
    /// <param name="message">The message.</param>
    /// <param name="data">More, or null.</param>
    public static void WriteError(IBufferWriter<byte> output, ReadOnlySpan<byte> id, int code, string message, JsonElement? data = null)
    {
        output.Write("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":"u8);
        WriteNumber(output, code);
        output.Write(",\"message\":"u8);
        WriteText(output, message);
        if (data is { } more)
        {
            output.Write(",\"data\":"u8);
            var writer = Open(output);
            more.WriteTo(writer);
            writer.Flush();
        }

        output.Write("}"u8);
        WriteEnd(output, id);
    }

    /// <summary>A request, or without id a notification.</summary>
    public static void WriteCall<T>(IBufferWriter<byte> output, long? id, string method, T arguments, JsonTypeInfo<T> type)
    {
        WriteMethod(output, method);
        output.Write(",\"params\":"u8);
        WriteValue(output, arguments, type);
        WriteCallEnd(output, id);
    }

    /// <summary>A request, or without id a notification, whose parameters are JSON already; empty for none.</summary>
    public static void WriteCall(IBufferWriter<byte> output, long? id, string method, ReadOnlySpan<byte> arguments)
    {
        WriteMethod(output, method);
        if (!arguments.IsEmpty)
        {
            output.Write(",\"params\":"u8);
            output.Write(arguments);
        }

        WriteCallEnd(output, id);
    }

    /// <summary>What stands before a message of that length.</summary>
    public static void WriteHeader(IBufferWriter<byte> output, int length)
    {
        output.Write("Content-Length: "u8);
        WriteNumber(output, length);
        output.Write("\r\n\r\n"u8);
    }

    static void WriteMethod(IBufferWriter<byte> output, string method)
    {
        output.Write("{\"jsonrpc\":\"2.0\",\"method\":"u8);
        WriteText(output, method);
    }

    static void WriteCallEnd(IBufferWriter<byte> output, long? id)
    {
        if (id is { } number)
        {
            output.Write(",\"id\":"u8);
            WriteNumber(output, number);
        }

        output.Write("}"u8);
    }

    static void WriteEnd(IBufferWriter<byte> output, ReadOnlySpan<byte> id)
    {
        output.Write(",\"id\":"u8);
        output.Write(id.IsEmpty ? "null"u8 : id);
        output.Write("}"u8);
    }

    static void WriteValue<T>(IBufferWriter<byte> output, T value, JsonTypeInfo<T> type)
    {
        var writer = Open(output);
        JsonSerializer.Serialize(writer, value, type);
        writer.Flush();
    }

    static void WriteText(IBufferWriter<byte> output, string text)
    {
        var writer = Open(output);
        writer.WriteStringValue(text);
        writer.Flush();
    }

    static void WriteNumber(IBufferWriter<byte> output, long number)
    {
        const int Longest = 20;
        Utf8Formatter.TryFormat(number, output.GetSpan(Longest), out var written);
        output.Advance(written);
    }

    /// <summary>This thread's writer: a serializer that calls back into another write would need its own, and none does.</summary>
    static Utf8JsonWriter Open(IBufferWriter<byte> output)
    {
        if (_writer is { } writer)
        {
            writer.Reset(output);
            return writer;
        }

        return _writer = new Utf8JsonWriter(output, Options);
    }
}
