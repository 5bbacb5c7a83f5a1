using System.Text.Json;
using Patchbay.Observation;

namespace Patchbay;

/// <summary>Meanings as text and as JSON.</summary>
static class ExplainReport
{
    const int Indent = 2;

    // Stands for a space at which a line is not broken.
    const char OneWord = '\u00a0';

    /// <summary>One meaning whole, several each in short.</summary>
    public static void Write(Invocation invocation, IReadOnlyList<Meaning> meanings)
    {
        if (invocation.Report.Json != JsonMode.None)
        {
            WriteJson(invocation, meanings);
            return;
        }

        for (var i = 0; i < meanings.Count; i++)
        {
            if (i > 0)
            {
                invocation.Report.Line();
            }

            WriteText(invocation.Report, meanings[i], isShort: meanings.Count > 1);
        }
    }

    /// <summary>The groups with their words.</summary>
    public static void WriteGroups(Invocation invocation, Glossary glossary)
    {
        if (invocation.Report.Json != JsonMode.None)
        {
            using var json = new JsonRows(invocation.Io.Output, "groups", "group", invocation.Report.Json == JsonMode.Lines);
            foreach (var group in glossary.Entries.GroupBy(static entry => entry.Group))
            {
                json.Row(writer =>
                {
                    writer.WriteString("name", group.Key.ToString());
                    Strings(writer, "words", group.Select(static entry => entry.Name));
                });
            }

            json.Finish();
            return;
        }

        var report = invocation.Report;
        foreach (var group in glossary.Entries.GroupBy(static entry => entry.Group))
        {
            report.Line(report.Bold(group.Key.ToString()));
            foreach (var line in WrappedText.Paragraph(string.Join(" · ", group.Select(static entry => entry.Name.Replace(' ', OneWord))), Indent))
            {
                report.Line(line.Replace(OneWord, ' '));
            }
        }

        report.Line();
        report.Line($"Also port numbers and names of services, error numbers, exit codes: `{ProgramName.Current} explain 8080`.");
        report.Line($"A picture as a whole: `{ProgramName.Current} explain --as telephone`.");
    }

    static void WriteText(Report report, Meaning meaning, bool isShort)
    {
        report.Line($"{report.Bold(meaning.Kind == "port" ? "port " + meaning.Name : meaning.Name)}  {Title(meaning)}".TrimEnd());
        Lines(report, meaning.Summary, Indent);
        IReadOnlyList<(string Heading, string Text)> rows =
        [
            .. isShort ? [] : meaning.Sections,
            .. meaning.Now().Take(isShort ? 2 : int.MaxValue).Select(static (fact, index) => (index == 0 ? "here and now" : "", fact)),
            .. isShort ? [("whole", $"{ProgramName.Current} explain {meaning.Ask}")] : meaning.See.Count == 0 ? [] : new[] { ("see", string.Join(", ", meaning.See)) },
        ];
        if (rows.Count > 0 && !isShort)
        {
            report.Line();
        }

        var width = Math.Min(24, rows.Count == 0 ? 0 : rows.Max(static row => row.Heading.Length));
        foreach (var (heading, text) in rows)
        {
            if (heading.Length > width)
            {
                report.Line(new string(' ', Indent) + heading);
            }

            Lines(report, text, Indent + width + 2, heading.Length > width ? "" : new string(' ', Indent) + heading);
        }
    }

    static string Title(Meaning meaning) => meaning.Kind switch
    {
        "port" => "",
        "errno" when meaning.Name.StartsWith("errno", StringComparison.Ordinal) => "",
        "errno" or "signal" => $"{meaning.Kind} {meaning.Number}{(meaning.Kind == "errno" ? $", \"{Linux.Errno.Describe(meaning.Number!.Value)}\"" : "")}",
        "state" => "state of TCP",
        "term" => "",
        _ => meaning.Kind,
    };

    static void WriteJson(Invocation invocation, IReadOnlyList<Meaning> meanings)
    {
        using var json = new JsonRows(invocation.Io.Output, "explain", "meaning", invocation.Report.Json == JsonMode.Lines);
        foreach (var meaning in meanings)
        {
            json.Row(writer => Write(writer, meaning));
        }

        json.Finish();
    }

    static void Write(Utf8JsonWriter json, Meaning meaning)
    {
        json.WriteString("kind", meaning.Kind);
        json.WriteString("name", meaning.Name);
        if (meaning.Number is { } number)
        {
            json.WriteNumber("number", number);
        }

        json.WriteString("summary", meaning.Summary);
        json.WriteStartArray("sections");
        foreach (var (heading, text) in meaning.Sections)
        {
            json.WriteStartObject();
            json.WriteString("heading", heading);
            json.WriteString("text", text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Strings(json, "now", meaning.Now());
        Strings(json, "see", meaning.See);
    }

    static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    static void Lines(Report report, string text, int indent, string label = "")
    {
        foreach (var line in WrappedText.Paragraph(text, indent, label))
        {
            report.Line(line);
        }
    }
}
