namespace Patchbay.Services.Tests;

/// <summary>Tests that count what the process has open: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
