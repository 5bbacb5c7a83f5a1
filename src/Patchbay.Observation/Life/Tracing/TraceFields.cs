using System.Globalization;
using System.Text;

namespace Patchbay.Observation;

/// <summary>The fields of a line between tracer and reader: separated by tabs, empty for null; a text begins with <c>=</c> and has its tabs, line feeds and backslashes escaped.</summary>
sealed class TraceFields
{
    readonly StringBuilder? _text;
    readonly string[] _fields;
    int _next;

    /// <summary>To be written.</summary>
    public TraceFields(char kind) => (_text, _fields) = (new StringBuilder().Append(kind), []);

    /// <summary>To be read.</summary>
    public TraceFields(string line) => (_fields, _next) = (line.Split('\t'), 1);

    /// <summary>The line's kind; a zero for none.</summary>
    public char Kind => _fields is [[var kind], ..] ? kind : '\0';

    public TraceFields Add(long? value)
    {
        _text!.Append('\t').Append(value?.ToString(CultureInfo.InvariantCulture));
        return this;
    }

    public TraceFields Add(bool? value) => Add(value is null ? null : value.Value ? 1L : 0L);

    public TraceFields Add(TimeSpan value) => Add(value.Ticks);

    public TraceFields Add(SocketEnd? end)
    {
        _text!.Append('\t');
        if (end is { } value)
        {
            _text.Append(Convert.ToHexString(value.Host.ToBytes())).Append(':').Append(value.Port.ToString(CultureInfo.InvariantCulture));
        }

        return this;
    }

    public TraceFields Add(string? text)
    {
        _text!.Append('\t');
        if (text is not null)
        {
            _text.Append('=').Append(text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal));
        }

        return this;
    }

    public long? Number() => Take() is { Length: > 0 } text ? long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : null;

    public long Long() => Number() ?? throw new FormatException("A number is missing.");

    public int Int() => checked((int)Long());

    public ulong Unsigned() => unchecked((ulong)Long());

    public bool? Flag() => Number() is { } value ? value != 0 : null;

    public TimeSpan Time() => new(Long());

    public SocketEnd? End()
    {
        var text = Take();
        if (text.Length == 0)
        {
            return null;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon is 8 or 32
            ? new SocketEnd(HostAddress.Read(Convert.FromHexString(text.AsSpan(0, colon))), ushort.Parse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture))
            : throw new FormatException("An address has 4 bytes or 16.");
    }

    public string? Text()
    {
        var text = Take();
        if (text.Length == 0)
        {
            return null;
        }

        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text[1..];
        }

        var plain = new StringBuilder();
        for (var i = 1; i < text.Length; i++)
        {
            plain.Append(text[i] != '\\' || i + 1 == text.Length ? text[i] : text[++i] switch { 't' => '\t', 'n' => '\n', var other => other });
        }

        return plain.ToString();
    }

    public override string ToString() => _text?.ToString() ?? string.Join('\t', _fields);

    string Take() => _next < _fields.Length ? _fields[_next++] : throw new FormatException("A field is missing.");
}
