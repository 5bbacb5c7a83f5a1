namespace Patchbay.Observation;

/// <summary>A line of <c>lab step</c> that is none. The message is one clause without a full stop.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="hint">What would be right.</param>
public sealed class StepFormatException(string message, string hint) : FormatException(message)
{
    /// <summary>What would be right.</summary>
    public string Hint { get; } = hint;
}
