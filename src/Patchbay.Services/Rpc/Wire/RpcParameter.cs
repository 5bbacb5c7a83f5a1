using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Patchbay.Services.Rpc;

/// <summary>One parameter of a method, from its property's metadata. Immutable.</summary>
/// <param name="property">The property.</param>
sealed class RpcParameter(JsonPropertyInfo property)
{
    /// <summary>Its name on the wire.</summary>
    public string Name => property.Name;

    /// <summary>The name as JSON.</summary>
    public byte[] QuotedName { get; } = [(byte)'"', .. JsonEncodedText.Encode(property.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes, (byte)'"'];

    /// <summary>A call without it is refused: a required property, or a constructor's parameter without a default.</summary>
    public bool IsRequired { get; } = property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false };

    /// <summary>The type for a sentence.</summary>
    public string TypeInWords { get; } = InWords(property.PropertyType);

    /// <summary>The type as JSON Schema.</summary>
    public JsonNode Schema => SchemaOf(property.Options.GetTypeInfo(property.PropertyType));

    /// <summary>A type as JSON Schema.</summary>
    public static JsonNode SchemaOf(JsonTypeInfo type) => type.GetJsonSchemaAsNode(new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });

    /// <summary>A type for a sentence: what JSON must stand there.</summary>
    public static string InWords(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return Type.GetTypeCode(type) switch
        {
            _ when type.IsEnum => $"one of {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName))}",
            TypeCode.Boolean => "true or false",
            TypeCode.String or TypeCode.Char or TypeCode.DateTime => "a string",
            TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "a number",
            >= TypeCode.SByte and <= TypeCode.UInt64 => "a whole number in range",
            _ when type.IsArray => "an array",
            _ => "of another type",
        };
    }
}
