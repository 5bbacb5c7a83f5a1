using System.Buffers;
using System.Text.Json;

namespace Patchbay.Observation;

/// <summary>
/// Writes a recording: JSON lines, the first of which tells what it is. Readable and writable by the user alone, as it tells who speaks with whom. Every event is one write of
/// whole lines, so that a recording that is cut off can be read up to there. Not thread-safe.
/// </summary>
public sealed class LifeRecorder : IDisposable
{
    /// <summary>The version of the form: grows only when a reader of the old form would misread the new one.</summary>
    public const int Version = 1;

    internal const string Heading = "recording";

    readonly Stream _output;
    readonly ArrayBufferWriter<byte> _line = new();
    readonly Utf8JsonWriter _json;

    LifeRecorder(Stream output)
    {
        _output = output;
        _json = new Utf8JsonWriter(_line);
    }

    /// <summary>Creates the file, or empties it.</summary>
    /// <param name="path">Where.</param>
    /// <param name="subject">What is recorded, for people: a command line, a port.</param>
    /// <param name="began">When.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static LifeRecorder Create(string path, string subject, DateTimeOffset began)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows() && file.CanSeek)
        {
            // The mode is for a file that is created; one that was there may be open to others. A pipe or a terminal is what it is.
            File.SetUnixFileMode(file.SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return Begin(file, subject, began);
    }

    /// <summary>Writes to a stream, which is closed with the recorder.</summary>
    public static LifeRecorder Begin(Stream output, string subject, DateTimeOffset began)
    {
        ArgumentNullException.ThrowIfNull(output);
        var recorder = new LifeRecorder(output);
        recorder.Line(Heading, json =>
        {
            json.WriteString("subject", subject);
            json.WriteString("began", began);
        });
        return recorder;
    }

    /// <summary>Adds an event.</summary>
    /// <exception cref="IOException">The disk is full, or gone.</exception>
    public void Add(LifeEvent one) => Line(LifeEventWriter.NameOf(one), json => LifeEventWriter.Write(json, one));

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _output.Dispose();
    }

    void Line(string name, Action<Utf8JsonWriter> members)
    {
        _json.WriteStartObject();
        _json.WriteNumber("v", Version);
        _json.WriteString("event", name);
        _json.WriteStartObject("data");
        members(_json);
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _line.Write("\n"u8);
        _output.Write(_line.WrittenSpan);
        _line.ResetWrittenCount();
    }
}
