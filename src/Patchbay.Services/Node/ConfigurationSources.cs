using System.Collections;

namespace Patchbay.Services;

/// <summary>Where a node's configuration is read from, the later over the earlier: file, environment, settings.</summary>
public sealed record ConfigurationSources
{
    /// <summary>The file that is read when it exists and none is named.</summary>
    public const string DefaultFile = "patchbay.json";

    /// <summary>A JSON file that must exist; null for <see cref="DefaultFile"/> in the current directory, if it is there.</summary>
    public string? File { get; init; }

    /// <summary>The environment; null for this process's.</summary>
    public IDictionary? Environment { get; init; }

    /// <summary><c>KEY=VALUE</c>, each with the option it came from. Several of one list key add up.</summary>
    public IReadOnlyList<(string Text, string Origin)> Settings { get; init; } = [];
}
