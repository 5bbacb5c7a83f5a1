namespace Patchbay.Observation.Tests;

/// <summary>Tests that close a socket and count on it that it is gone: a child that another test starts would hold it between fork(2) and execve(2). Nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
