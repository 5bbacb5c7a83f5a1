using Patchbay.Observation;

namespace Patchbay;

/// <summary>An entry on the drawing.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Y">The base line of its first line of text.</param>
/// <param name="Words">What happened, in lines.</param>
/// <param name="Why">Its reason, in lines.</param>
/// <param name="Gap">The time since the row before, where that is long.</param>
/// <param name="IsRight">It is about the right end.</param>
sealed record LifeRow(LifeEntry Entry, int Y, IReadOnlyList<string> Words, IReadOnlyList<string> Why, TimeSpan? Gap, bool IsRight);
