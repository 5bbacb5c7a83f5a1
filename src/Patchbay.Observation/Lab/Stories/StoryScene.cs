namespace Patchbay.Observation;

/// <summary>One step of a story.</summary>
/// <param name="Number">1 is the first.</param>
/// <param name="Caption">What is to be seen.</param>
/// <param name="Panes">The machines, side by side.</param>
public sealed record StoryScene(int Number, string Caption, IReadOnlyList<StoryPane> Panes);
