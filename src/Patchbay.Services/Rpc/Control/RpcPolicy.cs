using System.Net;
using System.Net.Sockets;
using Patchbay.Linux;
using Patchbay.Services.Accounts;

namespace Patchbay.Services.Rpc;

/// <summary>
/// Who may ask what of the node. Its owner, on the Unix socket: everything. A process of this machine, on loopback: what tells; what changes needs a login with the right to
/// write to <c>rpc</c>. Anybody else: a login for both.
/// </summary>
/// <param name="logins">Who users are; null: nobody can log in.</param>
sealed class RpcPolicy(Logins? logins)
{
    /// <summary>The service's name in rights.</summary>
    public const string Service = "rpc";

    /// <summary>Why a method is refused, or null.</summary>
    /// <param name="local">Our end of the connection.</param>
    /// <param name="remote">The peer's end.</param>
    /// <param name="user">Who has logged in, or null.</param>
    /// <param name="changes">The method changes something; else it only tells.</param>
    public string? Refuse(EndPoint? local, EndPoint? remote, User? user, bool changes)
    {
        if (IsOwner(local, remote) || (!changes && IsOfThisMachine(remote)))
        {
            return null;
        }

        // Looked up again: rights that were taken away are gone at once.
        var level = user is null || logins?.Store.Find(user.Name) is not { } current ? AccessLevel.None : current.Rights.For(Service);
        return level >= (changes ? AccessLevel.Write : AccessLevel.Read) ? null
            : user is null ? $"needs a login: call auth with a user who may {(changes ? "write to" : "read")} rpc, or use the node's Unix socket"
            : $"needs the right to {(changes ? "write to" : "read")} rpc, which {user.Name} does not have";
    }

    /// <summary>Checks a name and a password; a wrong one is answered late.</summary>
    /// <returns>The user, or null and why not.</returns>
    public async Task<(User? User, string? Reason)> LoginAsync(string name, string password, EndPoint? remote, CancellationToken cancellationToken)
    {
        if (logins is null)
        {
            return (null, "there are no users here");
        }

        var result = await logins.CheckAsync(name, password, Service, (remote as IPEndPoint)?.Address, cancellationToken);
        return result.Outcome switch
        {
            LoginOutcome.Accepted => (result.User, null),
            LoginOutcome.NotPermitted => (null, $"{name} may not use rpc"),
            LoginOutcome.Refused => (null, $"too many logins from your address; try again in {Math.Ceiling(result.RetryAfter.TotalSeconds):0} s"),
            _ => (null, "wrong user or password"),
        };
    }

    // A PROXY header gives a Unix connection the ends of somebody far away.
    static bool IsOwner(EndPoint? local, EndPoint? remote) => local is UnixDomainSocketEndPoint && remote is null or UnixDomainSocketEndPoint;

    static bool IsOfThisMachine(EndPoint? remote) => remote is IPEndPoint ip && IPAddress.IsLoopback(MappedAddress.Unmap(ip.Address));
}
