namespace Patchbay.Services;

/// <summary>What a key is set to, and who said so.</summary>
/// <param name="Key">The key.</param>
/// <param name="Values">Its values; one for a key that is no list.</param>
/// <param name="Origin">Where the values come from: <c>default</c>, a file's name, a variable's name, an option.</param>
public sealed record ConfigurationValue(ConfigurationKey Key, IReadOnlyList<string> Values, string Origin)
{
    /// <summary>Nobody set the key.</summary>
    public const string DefaultOrigin = "default";

    /// <summary>Somebody chose the value: it is not the default.</summary>
    public bool IsChosen => Origin != DefaultOrigin;
}
