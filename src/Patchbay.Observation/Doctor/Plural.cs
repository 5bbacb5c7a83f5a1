using System.Globalization;

namespace Patchbay.Observation;

/// <summary>Numbers in sentences.</summary>
static class Plural
{
    /// <summary><c>1 connection</c>, <c>1,200 connections</c>.</summary>
    public static string Of(long count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {what}{(count == 1 ? "" : "s")}");
}
