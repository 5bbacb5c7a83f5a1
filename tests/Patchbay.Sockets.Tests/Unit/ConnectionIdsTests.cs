namespace Patchbay.Sockets.Tests.Unit;

public sealed class ConnectionIdsTests
{
    [Fact]
    public void Ids_are_thirteen_characters_unique_and_in_order()
    {
        var ids = Enumerable.Range(0, 1000).Select(_ => ConnectionIds.Next()).ToList();
        Assert.All(ids, id => Assert.Matches("^[0-9A-V]{13}$", id));
        Assert.Equal(1000, ids.Distinct().Count());
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }
}
