using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Patchbay;

/// <summary>How a command speaks: data to stdout, everything else to stderr. Thread-safe.</summary>
sealed class Report(ProgramIo io, JsonMode json, bool quiet, bool verbose, bool color)
{
    readonly Lock _output = new();

    public JsonMode Json => json;

    public bool IsVerbose => verbose;

    public bool IsQuiet => quiet;

    public bool UsesColor => color;

    /// <summary>A line of text on stdout; nothing with --json.</summary>
    public void Line(string text = "")
    {
        if (json == JsonMode.None)
        {
            Write(Encoding.UTF8.GetBytes(text + "\n"));
        }
    }

    /// <summary>A line for people on stderr; nothing with --quiet.</summary>
    public void Say(string text)
    {
        if (!quiet)
        {
            io.Error.Write(text + "\n");
        }
    }

    /// <summary>A line for the curious on stderr, with --verbose.</summary>
    public void Detail(string text)
    {
        if (verbose)
        {
            io.Error.Write(text + "\n");
        }
    }

    /// <summary>An event of <c>--json=lines</c>.</summary>
    public void Event<T>(string name, T data, JsonTypeInfo<JsonEnvelope<T>> type)
    {
        if (json == JsonMode.Lines)
        {
            WriteJson(new JsonEnvelope<T>(name, data), type);
        }
    }

    /// <summary>The document of <c>--json</c>, and with <c>--json=lines</c> an event too.</summary>
    public void Document<T>(string name, T data, JsonTypeInfo<JsonEnvelope<T>> type)
    {
        if (json != JsonMode.None)
        {
            WriteJson(new JsonEnvelope<T>(name, data), type);
        }
    }

    /// <summary>The last words of a command that failed.</summary>
    public void Fail(UserError error)
    {
        io.Error.Write($"{Bold("patchbay:")} {error.Message}\n{(error.Hint is null ? "" : error.Hint + "\n")}");
        if (error.InnerException is { } cause)
        {
            Detail(cause.ToString());
        }

        // Not even the type information is made for nothing: it takes as long as the rest of a short command.
        if (json != JsonMode.None)
        {
            try
            {
                Document("error", new ErrorData((int)error.Code, error.Message, error.Hint), ProgramJson.Default.JsonEnvelopeErrorData);
            }
            catch (IOException)
            {
                // Nobody reads stdout any more, which may be what failed; stderr has said it.
            }
        }
    }

    /// <summary>Bold where colour is wanted.</summary>
    public string Bold(string text) => color ? $"\e[1m{text}\e[0m" : text;

    void WriteJson<T>(JsonEnvelope<T> envelope, JsonTypeInfo<JsonEnvelope<T>> type)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(envelope, type);
        Write([.. bytes, (byte)'\n']);
    }

    // One write a line: whoever reads the pipe sees whole lines, also when we are interrupted between two.
    void Write(byte[] bytes)
    {
        lock (_output)
        {
            io.Output.Write(bytes);
            io.Output.Flush();
        }
    }
}
