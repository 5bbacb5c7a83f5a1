namespace Patchbay.Services;

/// <summary>A configuration that cannot be used. The message is one line for people and names the origin; <see cref="Hint"/> is another.</summary>
/// <param name="message">What is wrong and where.</param>
/// <param name="hint">What to write instead.</param>
public sealed class ConfigurationException(string message, string hint) : Exception(message)
{
    /// <summary>One line that helps.</summary>
    public string Hint { get; } = hint;
}
