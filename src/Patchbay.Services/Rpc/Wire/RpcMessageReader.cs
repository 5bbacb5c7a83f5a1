using System.Text.Json;
using System.Text.Unicode;

namespace Patchbay.Services.Rpc;

/// <summary>Reads JSON-RPC 2.0 messages (jsonrpc.org/specification, sections 4 to 6). Pure: nothing is acted on before the whole text has proved to be JSON.</summary>
public static class RpcMessageReader
{
    /// <summary>Reads one text.</summary>
    /// <param name="text">The whole of it.</param>
    /// <param name="limits">The bounds of depth and batch.</param>
    /// <param name="messages">Emptied, then filled in order; empty unless the result is <see cref="RpcDocument.One"/> or <see cref="RpcDocument.Batch"/>.</param>
    public static RpcDocument Read(ReadOnlyMemory<byte> text, RpcLimits limits, List<RpcMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(messages);
        messages.Clear();
        // The JSON reader looks at strings only when they are asked for; what is echoed must be text.
        var document = Utf8.IsValid(text.Span) ? TryRead(text, limits, messages) : RpcDocument.NoJson;
        if (document is not (RpcDocument.One or RpcDocument.Batch))
        {
            messages.Clear();
        }

        return document;
    }

    static RpcDocument TryRead(ReadOnlyMemory<byte> text, RpcLimits limits, List<RpcMessage> messages)
    {
        var reader = new Utf8JsonReader(text.Span, new JsonReaderOptions { MaxDepth = limits.MaxDepth });
        try
        {
            reader.Read();
            var document = RpcDocument.One;
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                document = ReadBatch(ref reader, text, limits, messages);
            }
            else
            {
                messages.Add(ReadMessage(ref reader, text));
            }

            // Throws when something follows.
            reader.Read();
            return document;
        }
        catch (JsonException)
        {
            return new RpcJsonScanner(limits.MaxDepth).Scan(text.Span, out _) == RpcScan.TooDeep ? RpcDocument.TooDeep : RpcDocument.NoJson;
        }
    }

    static RpcDocument ReadBatch(ref Utf8JsonReader reader, ReadOnlyMemory<byte> text, RpcLimits limits, List<RpcMessage> messages)
    {
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (++count > limits.MaxBatch)
            {
                // Goes on only to know whether it is JSON at all.
                reader.Skip();
            }
            else
            {
                messages.Add(ReadMessage(ref reader, text));
            }
        }

        return count == 0 ? RpcDocument.EmptyBatch : count > limits.MaxBatch ? RpcDocument.LongBatch : RpcDocument.Batch;
    }

    /// <summary>The value at which the reader stands; leaves it at the value's end.</summary>
    static RpcMessage ReadMessage(ref Utf8JsonReader reader, ReadOnlyMemory<byte> text)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return new RpcMessage(RpcMessageKind.Invalid);
        }

        var members = default(RpcMembers);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = RpcMembers.Find(ref reader);
            reader.Read();
            var (start, type) = ((int)reader.TokenStartIndex, reader.TokenType);
            if (member is RpcMember.Version or RpcMember.Method)
            {
                members.SetText(member, ref reader, text);
            }

            reader.Skip();
            members.Set(member, type, text[start..(int)reader.BytesConsumed]);
        }

        return members.ToMessage();
    }
}
