using System.Text.Json;

namespace Patchbay.Probing;

/// <summary>JSON-RPC 2.0: an object with its version and a result or an error, alone in a line or behind headers (Content-Length, as language servers speak).</summary>
static class JsonRpcAnswer
{
    public static ServiceFinding? Recognize(ReadOnlySpan<byte> answer)
    {
        var isFramed = answer.StartsWith("Content-Length:"u8);
        var start = isFramed ? answer.IndexOf("\n\r\n"u8) + 3 : 0;
        if ((isFramed && start < 3) || start >= answer.Length || answer[start] != '{')
        {
            return null;
        }

        var reader = new Utf8JsonReader(answer[start..], isFinalBlock: false, default);
        bool isVersion2 = false, isAnswer = false, isError = false;
        string? title = null, version = null;
        try
        {
            while (reader.Read() && !(reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 0))
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                if (reader.CurrentDepth == 1 && reader.ValueTextEquals("jsonrpc"u8))
                {
                    isVersion2 = reader.Read() && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("2.0"u8);
                }
                else if (reader.CurrentDepth == 1 && (reader.ValueTextEquals("result"u8) || reader.ValueTextEquals("error"u8)))
                {
                    isError = reader.ValueTextEquals("error"u8);
                    isAnswer = true;
                }
                // result.info of OpenRPC names who answers.
                else if (reader.CurrentDepth == 3 && title is null && reader.ValueTextEquals("title"u8))
                {
                    title = reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                }
                else if (reader.CurrentDepth == 3 && version is null && reader.ValueTextEquals("version"u8))
                {
                    version = reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                }
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // What was read before it broke counts; a text of broken UTF-8 or half a surrogate pair is no name.
        }

        return !isVersion2 || !isAnswer ? null
            : new Recognition("json-rpc", ServiceEvidence.Handshake).Is(title, title is null ? null : version).Says(isError ? "answers with an error" : title is null ? "answers" : $"describes itself (rpc.discover)")
                .Fact("framing", isFramed ? "headers" : "lines").Fact("discover", isError ? "no" : "yes").Finding();
    }
}
