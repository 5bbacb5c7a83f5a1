namespace Patchbay.Observation;

/// <summary>One word of the glossary.</summary>
/// <param name="Group">Where it is listed.</param>
/// <param name="Name">As people write it.</param>
public sealed record GlossaryEntry(GlossaryGroup Group, string Name)
{
    /// <summary>The number of an error or a signal; null for others.</summary>
    public int? Number { get; init; }

    /// <summary>Other words for it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What it is, in a sentence or two.</summary>
    public string Summary { get; init; } = "";

    /// <summary>What there is to say, each with a heading: of an error the call that returns it, of a state what leads in and out.</summary>
    public IReadOnlyList<(string Heading, string Text)> Sections { get; init; } = [];

    /// <summary>Names of other entries.</summary>
    public IReadOnlyList<string> See { get; init; } = [];

    /// <summary>What to ask this machine: the forms of <see cref="LiveQuestion"/>.</summary>
    public IReadOnlyList<LiveQuestion> Now { get; init; } = [];

    /// <summary>The live object that stands for it; null for none.</summary>
    public LiveObject? StandsFor { get; init; }

    /// <summary>What it is in a picture, by the picture's name.</summary>
    public IReadOnlyDictionary<string, string> Images { get; init; } = new Dictionary<string, string>();

    /// <summary>Text of the section of that heading; null when there is none.</summary>
    public string? Section(string heading) => Sections.FirstOrDefault(section => section.Heading == heading).Text;
}
