using Patchbay.Observation;

namespace Patchbay;

/// <summary>A picture of sockets: what each part stands for, on this machine, and where it breaks.</summary>
static class AnalogyReport
{
    const string BreakMark = "breaks ";

    /// <summary>The parts that were asked for, or all of them.</summary>
    public static void Write(Invocation invocation, Analogy analogy, IReadOnlyList<GlossaryEntry> asked)
    {
        var parts = asked.Where(entry => analogy.ImageOf(entry) is not null).ToList();
        if (invocation.Report.Json != JsonMode.None)
        {
            WriteJson(invocation, analogy, parts.Count == 0 ? analogy.Parts : parts);
            return;
        }

        var report = invocation.Report;
        if (asked.Count > 0 && parts.Count == 0)
        {
            report.Line($"The picture '{analogy.Picture.Name}' has no part for {asked[0].Name}. All of it:");
            report.Line();
        }

        report.Line($"{report.Bold(analogy.Picture.Name)}  {analogy.Picture.Summary}");
        foreach (var part in parts.Count == 0 ? analogy.Parts : parts)
        {
            report.Line();
            Lines(report, $"  {part.Name}", analogy.ImageOf(part)!);
            Lines(report, "    here and now", Here(part));
        }

        foreach (var (heading, text) in Breaks(analogy))
        {
            report.Line();
            Lines(report, "  It breaks", heading + ".");
            Lines(report, "", text);
        }
    }

    static void WriteJson(Invocation invocation, Analogy analogy, IReadOnlyList<GlossaryEntry> parts)
    {
        using var json = new JsonRows(invocation.Io.Output, "parts", "part", invocation.Report.Json == JsonMode.Lines);
        foreach (var part in parts)
        {
            json.Row(writer =>
            {
                writer.WriteString("name", part.Name);
                writer.WriteString("image", analogy.ImageOf(part));
                writer.WriteString("now", Here(part));
            });
        }

        json.Finish(members: writer =>
        {
            writer.WriteString("picture", analogy.Picture.Name);
            writer.WriteStartArray("breaks");
            foreach (var (heading, text) in Breaks(analogy))
            {
                writer.WriteStartObject();
                writer.WriteString("where", heading["where ".Length..]);
                writer.WriteString("text", text);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
    }

    static IEnumerable<(string Heading, string Text)> Breaks(Analogy analogy) =>
        analogy.Picture.Sections.Where(static section => section.Heading.StartsWith(BreakMark, StringComparison.Ordinal)).Select(static section => (section.Heading[BreakMark.Length..], section.Text));

    // A call is no object: it can be made.
    static string Here(GlossaryEntry part) =>
        part.StandsFor is { } kind ? LiveObjects.Find(kind)
        : part.Now is [{ Kind: LiveQuestionKind.Sockets } question, ..] ? LiveFacts.Ask(question)[0]
        : part.Group == GlossaryGroup.Calls ? $"a call; `{ProgramName.Current} lab step` makes it"
        : "nothing to point at";

    static void Lines(Report report, string label, string text)
    {
        foreach (var line in WrappedText.Paragraph(text, 22, label))
        {
            report.Line(line);
        }
    }
}
