namespace Patchbay.Interop.Tests.Samples;

/// <summary>The tests that share one build of the samples.</summary>
[CollectionDefinition(Name)]
public sealed class SamplesCollection : ICollectionFixture<SamplePrograms>
{
    public const string Name = "Samples";
}
