namespace Patchbay.Services.Patch;

/// <summary>Where and how a command runs.</summary>
public sealed record ExecSettings
{
    /// <summary>Its directory.</summary>
    /// <remarks>Default null: ours.</remarks>
    public string? Directory { get; init; }

    /// <summary>Give it a terminal instead of two pipes.</summary>
    public bool Terminal { get; init; }

    /// <summary>Its stderr goes where its stdout goes.</summary>
    /// <remarks>Default false: to our stderr.</remarks>
    public bool WithError { get; init; }

    /// <summary>Its own process group: signals of ours reach what it started too, and Ctrl-C at our terminal does not.</summary>
    public bool OwnGroup { get; init; }
}
