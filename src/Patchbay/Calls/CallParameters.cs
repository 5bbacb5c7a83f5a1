using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Patchbay;

/// <summary>The parameters of a call as people type them. Pure.</summary>
static class CallParameters
{
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// <c>key=value</c> pairs as an object: a value that is JSON is taken as such, any other as a string; <c>key:=json</c> must be JSON.
    /// </summary>
    /// <param name="pairs">As typed; none is no parameters at all.</param>
    /// <param name="withProgress">Adds the token by which the peer tells progress.</param>
    /// <returns>JSON; empty for no parameters.</returns>
    /// <exception cref="UserError">One is no pair, no JSON, or there twice.</exception>
    public static byte[] FromPairs(IReadOnlyList<string> pairs, bool withProgress)
    {
        if (pairs.Count == 0 && !withProgress)
        {
            return [];
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Options))
        {
            writer.WriteStartObject();
            foreach (var pair in pairs)
            {
                var equals = pair.IndexOf('=', StringComparison.Ordinal);
                var isJson = equals > 0 && pair[equals - 1] == ':';
                var key = equals < 1 ? "" : pair[..(isJson ? equals - 1 : equals)];
                if (key.Length == 0)
                {
                    throw new UserError(ExitCode.Usage, $"'{pair}' is no parameter", "The form is KEY=VALUE, or KEY:=JSON; --params '[1,2]' gives them by position.");
                }

                if (!seen.Add(key))
                {
                    throw new UserError(ExitCode.Usage, $"the parameter '{key}' is given twice", "Each has one value; a list is KEY:='[1,2]'.");
                }

                writer.WritePropertyName(key);
                WriteValue(writer, key, pair[(equals + 1)..], isJson);
            }

            if (withProgress)
            {
                writer.WriteNumber("workDoneToken", 1);
            }

            writer.WriteEndObject();
        }

        return text.ToArray();
    }

    /// <summary>Parameters that are JSON already, on one line.</summary>
    /// <exception cref="UserError">They are no object and no array.</exception>
    public static byte[] FromJson(ReadOnlyMemory<byte> json)
    {
        JsonElement parsed;
        try
        {
            using var document = JsonDocument.Parse(json);
            parsed = document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            throw new UserError(ExitCode.Usage, $"the parameters are no JSON: {error.Message.TrimEnd('.')}", "For example --params '[1,2]' or --params '{\"a\":1}'.", error);
        }

        return parsed.ValueKind is JsonValueKind.Object or JsonValueKind.Array
            ? CallOutput.Compact(parsed)
            : throw new UserError(ExitCode.Usage, "the parameters are neither an object nor an array", "JSON-RPC takes '{\"a\":1}' by name or '[1,2]' by position.");
    }

    /// <summary>The parameters of <c>auth</c>.</summary>
    public static byte[] FromLogin(string user, string password)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("user", user);
            writer.WriteString("password", password);
            writer.WriteEndObject();
        }

        return text.ToArray();
    }

    static void WriteValue(Utf8JsonWriter writer, string key, string value, bool mustBeJson)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        try
        {
            using var parsed = JsonDocument.Parse(bytes);
            parsed.RootElement.WriteTo(writer);
        }
        catch (JsonException error)
        {
            if (mustBeJson)
            {
                throw new UserError(ExitCode.Usage, $"the value of '{key}' is no JSON: {error.Message.TrimEnd('.')}", $"{key}=VALUE takes any text.", error);
            }

            writer.WriteStringValue(value);
        }
    }
}
