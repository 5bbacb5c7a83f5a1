using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Patchbay.Linux;

namespace Patchbay.Probing.Tests.Wire;

public sealed class AddressKeyTests
{
    [Fact]
    public void A_socket_address_that_was_written_is_read_as_the_same_key() => Prop.ForAll(ArbMap.Default.ArbFor<(byte[] Bytes, ushort Port, bool IsIpv6)>(), static given =>
    {
        var bytes = (given.Bytes ?? []).Concat(new byte[16]).Take(given.IsIpv6 ? 16 : 4).ToArray();
        var address = new IPAddress(bytes);
        var written = new byte[AddressKey.MostBytes];
        var length = KernelSocketAddress.Write(address, given.Port, written);
        Assert.True(AddressKey.TryRead(written.AsSpan(0, length), out var key, out var port));
        Assert.Equal((AddressKey.Of(address), given.Port), (key, port));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_link_local_address_is_another_one_on_another_link()
    {
        Assert.NotEqual(AddressKey.Of(IPAddress.Parse("fe80::1%2")), AddressKey.Of(IPAddress.Parse("fe80::1%3")));
        Assert.Equal(AddressKey.Of(new IPAddress(IPAddress.Parse("fd00::1").GetAddressBytes(), 2)), AddressKey.Of(IPAddress.Parse("fd00::1")));
    }

    [Fact]
    public void Bytes_of_another_family_or_too_few_are_refused()
    {
        Assert.False(AddressKey.TryRead([1, 0, 0, 0, 0, 0, 0, 0], out _, out _));
        Assert.False(AddressKey.TryRead([2, 0, 0, 0], out _, out _));
        Assert.False(AddressKey.TryRead([10, 0, 0, 0, 0, 0, 0, 0, 0, 0], out _, out _));
    }
}
