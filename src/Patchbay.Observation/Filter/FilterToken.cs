namespace Patchbay.Observation;

/// <summary>A word or sign of a filter.</summary>
/// <param name="Text">The word without quotes; the sign; empty at the end.</param>
/// <param name="Column">Where it begins.</param>
/// <param name="IsWord">A word, not a sign or the end.</param>
readonly record struct FilterToken(string Text, int Column, bool IsWord)
{
    public bool IsEnd => !IsWord && Text.Length == 0;

    public bool Is(string sign) => !IsWord && Text == sign;
}
