namespace Patchbay.Services;

/// <summary>One figure of a service in its own words.</summary>
/// <param name="Name">What is counted, lower case: <c>channels</c>, <c>queued</c>.</param>
/// <param name="Value">How much.</param>
/// <param name="Unit">Of what, in the plural: <c>bytes</c>, <c>ms</c>; empty for a plain count.</param>
public readonly record struct StatusFigure(string Name, double Value, string Unit = "");
