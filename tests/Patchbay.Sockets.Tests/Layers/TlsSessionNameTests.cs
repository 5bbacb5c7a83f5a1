namespace Patchbay.Sockets.Tests.Layers;

public class TlsSessionNameTests
{
    [Fact]
    public void Each_number_has_a_name_of_its_own_that_means_the_same_host()
    {
        var names = Enumerable.Range(0, 256).Select(static number => TlsSessionName.For("files.example", number)).ToList();
        Assert.Equal(256, names.Distinct(StringComparer.Ordinal).Count());
        Assert.All(names, static name => Assert.Equal("files.example", name, ignoreCase: true));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void An_address_has_names_that_no_host_has(string address)
    {
        Assert.EndsWith(".invalid", TlsSessionName.For(address, 1));
        Assert.NotEqual(TlsSessionName.For(address, 1), TlsSessionName.For(address, 2));
    }
}
