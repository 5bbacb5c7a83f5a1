using System.Text.Json;
using Patchbay.Observation;

namespace Patchbay;

/// <summary>
/// A life as JSON: an event a line, named and with members as in recordings, and <c>words</c> and <c>because</c> where there are any; or all of them in one document.
/// </summary>
sealed class LifeJsonOutput(Stream stream, bool lines, bool closes) : ILifeOutput
{
    readonly JsonRows _rows = new(stream, "events", "life", lines);
    readonly List<string> _missing = [];

    public void Tell(IReadOnlyList<LifeEntry> entries, LifeScene scene)
    {
        foreach (var entry in entries)
        {
            var name = LifeEventWriter.NameOf(entry.Event);
            if (entry.Event is UnseenEvent unseen)
            {
                _missing.Add(unseen.Reason);
            }

            if (lines)
            {
                _rows.Event(name, json => Write(json, entry));
                continue;
            }

            _rows.Row(json =>
            {
                json.WriteString("event", name);
                Write(json, entry);
            });
        }

        // Half a document is handed on when it is large, and whole lines at once.
        if (lines && entries.Count > 0)
        {
            _rows.Flush();
        }
    }

    public void Finish(TraceEnd? end) => _rows.Finish(_missing, json =>
    {
        if (end is { } told)
        {
            json.WriteString("ended", told.How.ToString().ToLowerInvariant());
            json.WriteNumber("status", told.Status);
        }
    });

    public void Dispose()
    {
        _rows.Dispose();
        if (closes)
        {
            stream.Dispose();
        }
    }

    static void Write(Utf8JsonWriter json, LifeEntry entry)
    {
        LifeEventWriter.Write(json, entry.Event);
        if (entry.Words.Length > 0)
        {
            json.WriteString("words", entry.Words);
        }

        if (entry.Because is { } because)
        {
            json.WriteString("because", because);
        }
    }
}
