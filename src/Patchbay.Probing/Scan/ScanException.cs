namespace Patchbay.Probing;

/// <summary>A scan that cannot begin or go on, in words.</summary>
/// <param name="message">What is so, without a full stop.</param>
/// <param name="failure">Of which kind.</param>
/// <param name="hint">One sentence that helps; null when there is none.</param>
/// <param name="inner">The cause, if any.</param>
public sealed class ScanException(string message, ScanFailure failure, string? hint = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Of which kind.</summary>
    public ScanFailure Failure => failure;

    /// <summary>One sentence that helps; null when there is none.</summary>
    public string? Hint => hint;
}
