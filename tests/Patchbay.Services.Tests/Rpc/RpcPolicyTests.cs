using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Patchbay.Services.Accounts;
using Patchbay.Services.Rpc;

namespace Patchbay.Services.Tests.Rpc;

public sealed class RpcPolicyTests : IDisposable
{
    static readonly IPEndPoint Loopback = new(IPAddress.Loopback, 4242), Mapped = new(IPAddress.Loopback.MapToIPv6(), 5), Elsewhere = new(IPAddress.Parse("192.0.2.7"), 5), Here = new(IPAddress.Parse("192.0.2.1"), 4242);
    static readonly UnixDomainSocketEndPoint Socket = new("/run/rpc.sock");

    readonly TemporaryFolder _folder = new();
    readonly UserStore _store;
    readonly Logins _logins;
    readonly RpcPolicy _policy;

    public RpcPolicyTests()
    {
        _store = new UserStore(_folder.Path);
        _logins = new Logins(_store, NullLogger.Instance);
        _policy = new RpcPolicy(_logins);
    }

    public void Dispose()
    {
        _logins.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_owner_on_the_Unix_socket_may_do_everything_without_a_login()
    {
        Assert.Null(_policy.Refuse(Socket, null, null, changes: true));
        Assert.Null(_policy.Refuse(Socket, new UnixDomainSocketEndPoint("/tmp/me"), null, changes: true));
        // A PROXY header said that the client is somewhere else.
        Assert.NotNull(_policy.Refuse(Socket, Elsewhere, null, changes: false));
        Assert.NotNull(_policy.Refuse(Here, Elsewhere, null, changes: false));
    }

    [Fact]
    public void Loopback_is_told_and_changes_nothing_and_anybody_else_is_not_even_told()
    {
        Assert.Null(_policy.Refuse(Loopback, Loopback, null, changes: false));
        Assert.Null(_policy.Refuse(Mapped, Mapped, null, changes: false));
        Assert.Contains("write to rpc", _policy.Refuse(Loopback, Loopback, null, changes: true));
        Assert.Contains("read rpc", _policy.Refuse(Here, Elsewhere, null, changes: false));
        Assert.NotNull(_policy.Refuse(Here, Elsewhere, null, changes: true));
        Assert.NotNull(_policy.Refuse(null, null, null, changes: false));
    }

    [Fact]
    public void A_login_opens_what_its_rights_say_and_rights_taken_away_are_gone_at_once()
    {
        var reader = _store.Add("reader", "a password", ServiceRights.Parse("rpc=read"));
        var writer = _store.Add("writer", "a password", ServiceRights.Parse("rpc"));
        Assert.Null(_policy.Refuse(Here, Elsewhere, reader, changes: false));
        Assert.Contains("reader does not have", _policy.Refuse(Here, Elsewhere, reader, changes: true));
        Assert.Null(_policy.Refuse(Here, Elsewhere, writer, changes: true));
        _store.SetRights("writer", ServiceRights.Parse("chat"));
        Assert.NotNull(_policy.Refuse(Here, Elsewhere, writer, changes: false));
        _store.Remove("reader");
        Assert.NotNull(_policy.Refuse(Here, Elsewhere, reader, changes: false));
        Assert.NotNull(new RpcPolicy(null).Refuse(Loopback, Loopback, writer, changes: true));
    }
}
