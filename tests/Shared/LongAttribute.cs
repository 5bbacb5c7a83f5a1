namespace Patchbay.TestSupport;

/// <summary>A class whose tests together take ten seconds and more; <see cref="LongFirst"/> starts it early.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class LongAttribute : Attribute;
