namespace Patchbay.Observation;

/// <summary>An everyday picture of sockets: its parts, what each stands for, and where it breaks. Pure.</summary>
/// <param name="Picture">The picture's own entry.</param>
/// <param name="Parts">The words it has a part for.</param>
public sealed record Analogy(GlossaryEntry Picture, IReadOnlyList<GlossaryEntry> Parts)
{
    /// <summary>The names of all pictures.</summary>
    public static IReadOnlyList<string> Names(Glossary glossary)
    {
        ArgumentNullException.ThrowIfNull(glossary);
        return [.. glossary.Entries.Where(static entry => entry.Group == GlossaryGroup.Analogies).Select(static entry => entry.Name)];
    }

    /// <summary>The picture of that name; null when there is none.</summary>
    public static Analogy? Find(Glossary glossary, string name)
    {
        ArgumentNullException.ThrowIfNull(glossary);
        return glossary.Entries.FirstOrDefault(entry => entry.Group == GlossaryGroup.Analogies && entry.Name == name) is { } picture
            ? new(picture, [.. glossary.Entries.Where(entry => entry.Images.ContainsKey(name))]) : null;
    }

    /// <summary>What a word is in the picture; null when it has no part for it.</summary>
    public string? ImageOf(GlossaryEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Images.GetValueOrDefault(Picture.Name);
    }
}
