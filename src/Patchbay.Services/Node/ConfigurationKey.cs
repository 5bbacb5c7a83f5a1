namespace Patchbay.Services;

/// <summary>One key of the configuration, as people write it: <c>echo.max-connections</c>.</summary>
/// <param name="Name">Lower case, parts separated by dots.</param>
/// <param name="Default">The values when nobody sets it; one for a key that is no list.</param>
/// <param name="Unit">The form of the value.</param>
/// <param name="Summary">What it does.</param>
/// <param name="IsList">The key takes several values.</param>
/// <param name="Check">Throws <see cref="FormatException"/> when a text is no value.</param>
public sealed record ConfigurationKey(string Name, IReadOnlyList<string> Default, string Unit, string Summary, bool IsList, Action<string>? Check)
{
    /// <summary>The environment variable that sets the key: <c>PATCHBAY_ECHO_MAX_CONNECTIONS</c>.</summary>
    public string EnvironmentVariable => NodeConfiguration.EnvironmentPrefix + Name.ToUpperInvariant().Replace('.', '_').Replace('-', '_');
}
