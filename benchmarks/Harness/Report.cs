using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Patchbay.Benchmarks.Harness;

/// <summary>What a bench found: for people in Markdown, for programs in JSON, under the same name.</summary>
sealed class Report(string name, Machine machine)
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    readonly StringBuilder _tables = new();
    readonly List<object> _figures = [];
    readonly List<string> _notes = [];

    public List<Gate> Gates { get; } = [];

    public void Add(string table, IEnumerable<object> figures)
    {
        _tables.AppendLine(table);
        _figures.AddRange(figures);
    }

    public void Note(string note)
    {
        if (!_notes.Contains(note))
        {
            Console.Error.WriteLine($"bench: {note}");
            _notes.Add(note);
        }
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# ./bench {name}, {machine.Date}").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Commit {machine.Commit}{(machine.Dirty ? " with uncommitted changes" : "")} · {machine.DotNet} · Linux {machine.Kernel} · {machine.Cores} × {machine.Cpu} · congestion control {machine.CongestionControl} · load average at the start {machine.LoadAverage} · medians of {machine.Rounds} rounds of {machine.Seconds} s, interleaved.").AppendLine();
        text.Append(_tables);
        foreach (var note in _notes)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"- {note}");
        }

        if (Gates.Count > 0)
        {
            text.AppendLine().AppendLine("## Gates").AppendLine().AppendLine("| what should hold | measured | |").AppendLine("|---|---:|---|");
            foreach (var gate in Gates)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"| {gate.Claim} | {gate.Measured:0.00} | {gate.Verdict} |");
            }
        }

        return text.ToString();
    }

    /// <summary>Writes benchmarks/results/NAME-DATE.json and .md; returns a line that says where.</summary>
    public string Write(BenchOptions options)
    {
        var directory = Path.Combine(options.Root, "benchmarks", "results");
        Directory.CreateDirectory(directory);
        var file = Path.Combine(directory, $"{name}-{DateTimeOffset.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}");
        File.WriteAllText(file + ".md", ToMarkdown());
        File.WriteAllText(file + ".json", JsonSerializer.Serialize(new { bench = name, machine, figures = _figures, gates = Gates, notes = _notes }, Json));
        return $"results: {Path.GetRelativePath(options.Root, file)}.md and .json";
    }
}
