namespace Patchbay.TestSupport;

/// <summary>Tests that count the descriptors of the process, or need most of them: nothing else runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
