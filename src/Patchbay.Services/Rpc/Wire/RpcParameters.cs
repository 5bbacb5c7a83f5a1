using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Patchbay.Services.Rpc;

/// <summary>Reads parameters, by name or by position, as a type's source-generated metadata describes them. Pure; immutable.</summary>
/// <typeparam name="T">An object whose properties are the parameters; or a list or a <see cref="JsonElement"/>, which takes them as they are.</typeparam>
sealed class RpcParameters<T>
{
    readonly JsonTypeInfo<T> _type;

    public RpcParameters(JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(type);
        _type = type;
        All = type.Kind != JsonTypeInfoKind.Object ? [] : [.. type.Properties.Select(static property => new RpcParameter(property))];
        TakesNames = type.Kind == JsonTypeInfoKind.Object;
    }

    /// <summary>The parameters in their order.</summary>
    public IReadOnlyList<RpcParameter> All { get; }

    /// <summary>They have names; else the type takes what comes.</summary>
    public bool TakesNames { get; }

    /// <summary>Reads them.</summary>
    /// <param name="json">An object or an array; empty where the message had none.</param>
    /// <exception cref="RpcException"><see cref="RpcErrorCodes.InvalidParams"/>, with the parameter and what is wrong with it.</exception>
    public T Read(ReadOnlyMemory<byte> json)
    {
        if (TakesNames)
        {
            json = json.IsEmpty ? "{}"u8.ToArray() : json.Span[0] == '[' ? Name(json) : json;
            CheckNames(json.Span);
        }
        else if (json.IsEmpty)
        {
            json = "[]"u8.ToArray();
        }

        try
        {
            return JsonSerializer.Deserialize(json.Span, _type) ?? throw RpcInvalidParams.Because(null, "must not be null");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw Explain(error);
        }
    }

    RpcException Explain(Exception error)
    {
        // $.name, $['odd name'], $[2]: the parameter is the first step of the path.
        var path = (error as JsonException)?.Path ?? "";
        var parameter = All.FirstOrDefault(parameter => path == $"$.{parameter.Name}" || path.StartsWith($"$.{parameter.Name}.", StringComparison.Ordinal) || path.StartsWith($"$.{parameter.Name}[", StringComparison.Ordinal));
        return parameter is not null
            ? RpcInvalidParams.Because(parameter.Name, path.Length > parameter.Name.Length + 2 ? $"is not right at {path[2..]}" : $"must be {parameter.TypeInWords}")
            : TakesNames ? RpcInvalidParams.Because(null, "cannot be read") : RpcInvalidParams.Because(path.Length > 1 ? path[1..] : null, TypeReason);
    }

    string TypeReason => _type.Kind == JsonTypeInfoKind.Enumerable && _type.ElementType is { } element ? $"must be {RpcParameter.InWords(element)}" : "cannot be read";

    /// <summary>Positions become names, in the order of the properties.</summary>
    byte[] Name(ReadOnlyMemory<byte> array)
    {
        var text = new MemoryStream(array.Length + 64);
        var reader = new Utf8JsonReader(array.Span);
        reader.Read();
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (count < All.Count)
            {
                text.Write(count == 0 ? "{"u8 : ","u8);
                text.Write(All[count].QuotedName);
                text.WriteByte((byte)':');
                text.Write(array.Span[start..(int)reader.BytesConsumed]);
            }

            count++;
        }

        if (count > All.Count)
        {
            throw RpcInvalidParams.Because(null, $"takes at most {All.Count}: {Names}; {count} were given");
        }

        text.Write(count == 0 ? "{}"u8 : "}"u8);
        return text.ToArray();
    }

    string Names => All.Count == 0 ? "none" : string.Join(", ", All.Select(static parameter => parameter.Name));

    /// <summary>Every name is one of the method's and is there once, and none that must be there is missing.</summary>
    void CheckNames(ReadOnlySpan<byte> json)
    {
        var seen = new System.Collections.BitArray(All.Count);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var index = IndexOf(ref reader);
            if (index < 0 && !reader.ValueTextEquals(RpcContext.ProgressTokenName))
            {
                var name = NameOf(ref reader);
                throw RpcInvalidParams.Because(name, All.Count == 0 ? "is none: the method takes no parameters" : $"is none of the method's parameters: {Names}");
            }

            if (index >= 0)
            {
                if (seen[index])
                {
                    throw RpcInvalidParams.Because(All[index].Name, "is given twice");
                }

                seen[index] = true;
            }

            reader.Skip();
        }

        for (var i = 0; i < All.Count; i++)
        {
            if (All[i].IsRequired && !seen[i])
            {
                throw RpcInvalidParams.Because(All[i].Name, "is missing");
            }
        }
    }

    int IndexOf(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < All.Count; i++)
        {
            if (reader.ValueTextEquals(All[i].Name))
            {
                return i;
            }
        }

        return -1;
    }

    static string NameOf(ref Utf8JsonReader reader)
    {
        const int Longest = 64;
        // As it stands: an escape may be half a surrogate pair.
        var text = Encoding.UTF8.GetString(reader.ValueSpan);
        return text.Length <= Longest ? text : text[..Longest] + "…";
    }
}
