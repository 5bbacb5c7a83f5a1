namespace Patchbay;

/// <summary>One word that may stand where the cursor is.</summary>
/// <param name="Word">The whole word, what was typed of it included. It goes on, and shells put no space behind it, when it ends with one of <c>: = , / +</c>.</param>
/// <param name="Description">A few words, or empty. No tab, no line break.</param>
readonly record struct Candidate(string Word, string Description = "");
