using System.Text.Json;
using Patchbay.Observation;

namespace Patchbay;

/// <summary>The entries as JSON: an event a line, named as in recordings and with its members, and <c>words</c> and <c>because</c> besides; or one document with them all.</summary>
sealed class LifeJsonOutput(Stream output, bool lines) : ILifeOutput, IDisposable
{
    readonly JsonRows _rows = new(output, "life", "entry", lines);
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
            }
            else
            {
                var json = _rows.BeginRow();
                json.WriteString("event", name);
                Write(json, entry);
                _rows.EndRow();
            }
        }

        if (lines)
        {
            _rows.Flush();
        }
    }

    public void Finish(LifeScene scene) => _rows.Finish(_missing);

    public void Dispose() => _rows.Dispose();

    static void Write(Utf8JsonWriter json, LifeEntry entry)
    {
        LifeEventWriter.Write(json, entry.Event);
        json.WriteString("words", entry.Words);
        if (entry.Because is { } because)
        {
            json.WriteString("because", because);
        }
    }
}
