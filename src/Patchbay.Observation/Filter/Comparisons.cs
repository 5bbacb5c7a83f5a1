namespace Patchbay.Observation;

/// <summary>The signs and words of ss(8) for comparing.</summary>
static class Comparisons
{
    /// <summary>Null for any other word or sign.</summary>
    public static Comparison? Read(FilterToken token) => token.Text.ToLowerInvariant() switch
    {
        "=" or "==" or "eq" => Comparison.Equal,
        "!=" or "ne" or "neq" => Comparison.NotEqual,
        "<" or "lt" => Comparison.Less,
        "<=" or "le" or "leq" => Comparison.AtMost,
        ">" or "gt" => Comparison.Greater,
        ">=" or "ge" or "geq" => Comparison.AtLeast,
        _ => null,
    };
}
