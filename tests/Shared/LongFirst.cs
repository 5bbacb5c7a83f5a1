using Xunit.Abstractions;

namespace Patchbay.TestSupport;

/// <summary>Starts the classes marked <see cref="LongAttribute"/> before the others: begun last, a long one would keep one core busy and the other idle.</summary>
public sealed class LongFirst : ITestCollectionOrderer
{
    const string ClassPrefix = "Test collection for ";

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections.OrderBy(static collection => IsLong(collection) ? 0 : 1);

    static bool IsLong(ITestCollection collection) =>
        collection.DisplayName.StartsWith(ClassPrefix, StringComparison.Ordinal)
        && typeof(LongFirst).Assembly.GetType(collection.DisplayName[ClassPrefix.Length..])?.IsDefined(typeof(LongAttribute), inherit: false) == true;
}
