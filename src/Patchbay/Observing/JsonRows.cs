using System.Buffers;
using System.Text.Json;

namespace Patchbay;

/// <summary>
/// Writes rows as JSON straight to the stream: one document with an array, or a line a row and a last one, "end". The frame is that of <see cref="JsonEnvelope{T}"/>.
/// Nothing is collected, and what is written is whole lines or a whole document when <see cref="Finish"/> was called.
/// </summary>
sealed class JsonRows : IDisposable
{
    const int FlushAt = 48 * 1024;

    readonly Stream _output;
    readonly string _rowName;
    readonly bool _lines;
    readonly ArrayBufferWriter<byte> _bytes = new(64 * 1024);
    readonly Utf8JsonWriter _json;
    int _count;

    /// <param name="output">Where to.</param>
    /// <param name="name">Of the document and its array.</param>
    /// <param name="rowName">Of a line's event.</param>
    /// <param name="lines">A line a row.</param>
    public JsonRows(Stream output, string name, string rowName, bool lines)
    {
        (_output, _rowName, _lines) = (output, rowName, lines);
        _json = new Utf8JsonWriter(_bytes, new JsonWriterOptions { SkipValidation = true });
        if (!lines)
        {
            Begin(name);
            _json.WriteStartArray(name);
        }
    }

    /// <summary>Begins a row: its members follow on what is returned, then <see cref="EndRow"/>.</summary>
    public Utf8JsonWriter BeginRow()
    {
        _count++;
        if (_lines)
        {
            Begin(_rowName);
        }
        else
        {
            _json.WriteStartObject();
        }

        return _json;
    }

    public void EndRow()
    {
        _json.WriteEndObject();
        if (_lines)
        {
            End();
        }
        else if (_bytes.WrittenCount + _json.BytesPending > FlushAt)
        {
            Flush();
        }
    }

    /// <summary>Writes a row.</summary>
    public void Row(Action<Utf8JsonWriter> members)
    {
        members(BeginRow());
        EndRow();
    }

    /// <summary>Writes a line of another kind.</summary>
    public void Event(string name, Action<Utf8JsonWriter> members)
    {
        _count++;
        Begin(name);
        members(_json);
        _json.WriteEndObject();
        End();
    }

    /// <summary>Ends the document, or writes the last line.</summary>
    /// <param name="missing">What could not be read.</param>
    /// <param name="members">Adds members beside the rows.</param>
    public void Finish(IReadOnlyList<string>? missing = null, Action<Utf8JsonWriter>? members = null)
    {
        if (_lines)
        {
            Begin("end");
        }
        else
        {
            _json.WriteEndArray();
        }

        _json.WriteNumber("count", _count);
        _json.WriteStartArray("missing");
        foreach (var one in missing ?? [])
        {
            _json.WriteStringValue(one);
        }

        _json.WriteEndArray();
        members?.Invoke(_json);
        _json.WriteEndObject();
        End();
        Flush();
    }

    /// <summary>Hands on what is written.</summary>
    public void Flush()
    {
        _json.Flush();
        _output.Write(_bytes.WrittenSpan);
        _output.Flush();
        _bytes.ResetWrittenCount();
    }

    public void Dispose() => _json.Dispose();

    void Begin(string name)
    {
        _json.WriteStartObject();
        _json.WriteNumber("v", 1);
        _json.WriteString("event", name);
        _json.WriteStartObject("data");
    }

    void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _bytes.Write("\n"u8);
        if (_bytes.WrittenCount > FlushAt)
        {
            Flush();
        }
    }
}
