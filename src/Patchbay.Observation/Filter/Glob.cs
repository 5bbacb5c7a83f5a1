using System.IO.Enumeration;

namespace Patchbay.Observation;

/// <summary>Patterns with <c>*</c> and <c>?</c>.</summary>
static class Glob
{
    public static bool Matches(string pattern, string text) => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: false);
}
